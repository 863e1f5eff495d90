import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError } from '../../src/posture/api.ts'
import { assumedRole } from '../../src/posture/engine/assumed-role.ts'
import { accessDenied, type FakeAws, startFakeAws } from '../support/fake-aws.ts'

const hour = 3_600_000

function providerOn(fake: FakeAws, clock: { ms: number }) {
  return assumedRole({
    roleArn: 'arn:aws:iam::222200000001:role/Audit',
    externalId: null,
    region: 'us-east-1',
    endpoints: { common: fake.url, of: () => fake.url },
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    now: () => clock.ms,
  })
}

test('a role is assumed once for all clients, and again before its session ends', async (context) => {
  const clock = { ms: Date.now() }
  const fake = await startFakeAws(context, {
    'sts:AssumeRole': () => ({
      Credentials: {
        AccessKeyId: 'ASIA222200000001',
        SecretAccessKey: 'secret',
        SessionToken: 'token',
        Expiration: new Date(clock.ms + hour),
      },
    }),
  })
  const provider = providerOn(fake, clock)
  const [first, second] = await Promise.all([provider(), provider()])
  assert.equal(first, second)
  clock.ms += hour - 6 * 60_000
  assert.equal(await provider(), first)
  assert.equal(fake.count('sts:AssumeRole'), 1)
  clock.ms += 2 * 60_000
  const [third, fourth] = await Promise.all([provider(), provider()])
  assert.equal(third, fourth)
  assert.notEqual(third, first)
  assert.equal(fake.count('sts:AssumeRole'), 2)
  assert.deepEqual(fake.calls[0]?.input, {
    RoleArn: 'arn:aws:iam::222200000001:role/Audit',
    RoleSessionName: 'keyhold-scan',
    DurationSeconds: 3600,
  })
})

test('a role that refuses may be tried again', async (context) => {
  const fake = await startFakeAws(context, { 'sts:AssumeRole': accessDenied })
  const provider = providerOn(fake, { ms: Date.now() })
  for (let i = 0; i < 2; i++)
    await assert.rejects(provider(), (error) => error instanceof ApiError && error.kind === 'denied')
})
