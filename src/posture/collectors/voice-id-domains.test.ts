import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Api, ApiError, type ApiErrorKind } from '../api.ts'
import { voiceIdDomains } from './voice-id-domains.ts'

const lastDay = Date.UTC(2026, 4, 19)
const firstDayWithout = Date.UTC(2026, 4, 20)

/** An account where ListDomains fails. */
function account(kind: ApiErrorKind, at: number, isSelfHosted: boolean): Api {
  const api: Api = {
    account: '111122223333',
    region: 'eu-west-2',
    partition: 'aws',
    now: () => at,
    isSelfHosted: () => isSelfHosted,
    call: () => Promise.reject(new ApiError(kind, 'SomeCode', 'voiceid:ListDomains')),
    once: (_name, work) => work(),
    in: () => api,
  }
  return api
}

async function read(api: Api) {
  const found = []
  for await (const page of voiceIdDomains.list(api))
    for (const listed of page) found.push(...(await voiceIdDomains.read(api, listed)))
  return found
}

for (const kind of ['denied', 'unavailable', 'not-in-region', 'refused'] as const)
  test(`voice-id: since AWS ended it, ${kind} is what is to be expected`, async () => {
    const [resource, ...more] = await read(account(kind, firstDayWithout, false))
    assert.deepEqual(more, [])
    assert.equal(resource?.facts.endedCode, 'SomeCode')
    assert.equal(resource?.region, 'eu-west-2')
  })

for (const { title, api } of [
  { title: 'before AWS ended it', api: account('denied', lastDay, false) },
  { title: 'where somebody else hosts it', api: account('denied', firstDayWithout, true) },
  { title: 'when the credentials end', api: account('credentials', firstDayWithout, false) },
  { title: 'when there are too many calls', api: account('throttled', firstDayWithout, false) },
])
  test(`voice-id: an error is an error ${title}`, async () => {
    await assert.rejects(read(api), { name: 'ApiError', code: 'SomeCode' })
  })
