import assert from 'node:assert/strict'
import { test } from 'node:test'
import { regionResolves } from './region-answers.ts'

const failed = Object.assign(new Error('getaddrinfo'), {
  code: 'ENOTFOUND',
  hostname: 'qbusiness.eu-north-1.api.aws',
})
const broken = () => Promise.reject(new Error('no resolver'))

test('a service is not in a region whose other names resolve; otherwise nothing is known', async () => {
  const asked: string[] = []
  const works = async (host: string) => asked.push(host)
  assert.equal(await regionResolves(failed, 'eu-north-1', works), true)
  assert.deepEqual(asked, ['kms.eu-north-1.api.aws'])
  assert.equal(await regionResolves(failed, 'eu-north-1', broken), false)
  assert.equal(await regionResolves(new Error('of another kind'), 'eu-north-1', broken), true)
})
