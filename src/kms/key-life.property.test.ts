import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Fixture, fixtureRegions, newFixture, newKey, runDueJobs } from './kms.fixture.ts'

const dayMs = 86_400_000

/** What may happen to a multi-Region key, in any order; what is not allowed just then is refused and changes nothing. */
const steps = [
  'rotate',
  'schedule',
  'unschedule',
  'wait',
  'disable',
  'enable',
  'replicate',
  'promote',
  'delete replica',
] as const

test('whatever happens to a key, all it ever encrypted opens in every Region where it is enabled', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(...steps), fc.nat(2)), { minLength: 5, maxLength: 15 }),
      async (sequence) => {
        const f = await newFixture(t)
        const { id } = await newKey(f, { MultiRegion: true })
        const blobs: Uint8Array[] = []
        for (const [step, choice] of sequence) {
          await attempt(f, id, step, fixtureRegions[choice] as string)
          await check(f, id, blobs)
        }
      },
    ),
    { numRuns: 20 },
  )
})

async function attempt(
  f: Fixture,
  KeyId: string,
  step: (typeof steps)[number],
  region: string,
): Promise<void> {
  const as = { region }
  const run = (...args: Parameters<Fixture['run']>) => f.run(...args).catch(() => {})
  switch (step) {
    case 'rotate':
      return run('RotateKeyOnDemand', { KeyId }, as)
    case 'schedule':
      return run('EnableKeyRotation', { KeyId, RotationPeriodInDays: 90 }, as)
    case 'unschedule':
      return run('DisableKeyRotation', { KeyId }, as)
    case 'wait':
      f.clock.time += 45 * dayMs
      return runDueJobs(f)
    case 'disable':
      return run('DisableKey', { KeyId }, as)
    case 'enable':
      await run('CancelKeyDeletion', { KeyId }, as)
      return run('EnableKey', { KeyId }, as)
    case 'replicate':
      for (const from of fixtureRegions)
        await run('ReplicateKey', { KeyId, ReplicaRegion: region }, { region: from })
      return
    case 'promote':
      for (const from of fixtureRegions)
        await run('UpdatePrimaryRegion', { KeyId, PrimaryRegion: region }, { region: from })
      return
    case 'delete replica': {
      const { KeyMetadata } = (await run('DescribeKey', { KeyId }, as)) ?? {}
      if (KeyMetadata?.MultiRegionConfiguration.MultiRegionKeyType !== 'REPLICA') return
      await run('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 }, as)
    }
  }
}

async function check(f: Fixture, KeyId: string, blobs: Uint8Array[]): Promise<void> {
  const related: { region: string; metadata: Record<string, unknown> }[] = []
  for (const region of fixtureRegions) {
    const found = await f.run('DescribeKey', { KeyId }, { region }).catch(() => null)
    if (found !== null) related.push({ region, metadata: found.KeyMetadata })
  }
  const distinct = (pick: (metadata: Record<string, unknown>) => unknown) =>
    new Set(related.map(({ metadata }) => JSON.stringify(pick(metadata)))).size
  assert.equal(
    distinct((metadata) => metadata.CurrentKeyMaterialId),
    1,
  )
  const config = (metadata: Record<string, unknown>) =>
    metadata.MultiRegionConfiguration as Record<string, unknown>
  assert.equal(
    distinct((metadata) => [config(metadata).PrimaryKey, config(metadata).ReplicaKeys]),
    1,
  )
  const primaries = related.filter(({ metadata }) => config(metadata).MultiRegionKeyType === 'PRIMARY')
  assert.equal(primaries.length, 1)
  for (const { region, metadata } of related) {
    if (metadata.KeyState !== 'Enabled') continue
    const Plaintext = Buffer.of(blobs.length)
    blobs.push((await f.run('Encrypt', { KeyId, Plaintext }, { region })).CiphertextBlob)
  }
  for (const { region } of related.filter(({ metadata }) => metadata.KeyState === 'Enabled')) {
    for (const [index, CiphertextBlob] of blobs.entries()) {
      assert.deepEqual((await f.run('Decrypt', { CiphertextBlob }, { region })).Plaintext, Buffer.of(index))
    }
    const last = await f.run('Decrypt', { CiphertextBlob: blobs.at(-1) }, { region })
    assert.equal(last.KeyMaterialId, related[0]?.metadata.CurrentKeyMaterialId)
  }
}
