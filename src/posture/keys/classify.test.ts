import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ApiError } from '../api.ts'
import { createKeyClassifier } from './classify.ts'
import type { KeyReference } from './key-facts.ts'
import { customerKey, here, type KnownKeys, kmsApi } from './kms-api.fixture.ts'

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const mrk = `mrk-${'a'.repeat(32)}`
const arn = (key: string, region: string = here.region, account: string = here.account) =>
  `arn:aws:kms:${region}:${account}:key/${key}`
const reference = (ref: string | null | undefined, more: Partial<KeyReference> = {}): KeyReference => ({
  ref,
  absent: 'AWS_OWNED',
  api: 'test:Get',
  path: 'key',
  ...more,
})

async function classify(
  ref: string | null | undefined,
  known: KnownKeys,
  more: Partial<KeyReference> = {},
  readsTags = false,
) {
  const { api, asked } = kmsApi(known)
  const classifier = createKeyClassifier({ readsTags, wait: async () => {} })
  const facts = await classifier.classify(api, reference(ref, more))
  return { facts, asked, verdict: `${facts.class} ${facts.reasonCode}` }
}

const own = { keys: { [arn(id(1))]: customerKey() } }

test('what needs no call makes none', async () => {
  const cases: readonly [string | null | undefined, Partial<KeyReference>, string][] = [
    [undefined, {}, 'AWS_OWNED KEY_AWS_OWNED'],
    [null, { absent: 'NONE' }, 'NONE NOT_ENCRYPTED'],
    ['', { absent: 'AWS_MANAGED', absentAlias: 'alias/aws/secretsmanager' }, 'AWS_MANAGED KEY_AWS_MANAGED'],
    [null, { absentReason: 'SSE_S3' }, 'AWS_OWNED SSE_S3'],
    [null, { absent: 'UNKNOWN', absentReason: 'API_ERROR:AccessDenied' }, 'UNKNOWN API_ERROR:AccessDenied'],
    ['auto', {}, 'AWS_OWNED KEY_AWS_OWNED'],
    ['ServiceManagedKey', {}, 'AWS_OWNED KEY_AWS_OWNED'],
    ['alias/aws/s3', {}, 'AWS_MANAGED KEY_AWS_MANAGED'],
    [`arn:aws:kms:eu-west-1:${here.account}:alias/aws/s3`, {}, 'AWS_MANAGED KEY_AWS_MANAGED'],
    ['my key', {}, 'UNKNOWN KEY_REF_UNPARSABLE'],
    ['arn:aws:kms:us-east-1:1234:key/x', {}, 'UNKNOWN KEY_REF_UNPARSABLE'],
  ]
  for (const [ref, more, expected] of cases) {
    const { verdict, asked } = await classify(ref, own, more)
    assert.equal(verdict, expected, String(ref))
    assert.deepEqual(asked, [])
  }
})

test('a key is the same by id, ARN and alias', async () => {
  const known = { ...own, aliases: { 'alias/mine': id(1), 'alias/other': id(2) } }
  for (const ref of [id(1), arn(id(1)), 'alias/mine', `arn:aws:kms:us-east-1:${here.account}:alias/mine`]) {
    const { verdict, facts } = await classify(ref, known)
    assert.equal(verdict, 'CUSTOMER KEY_CUSTOMER_MANAGED', ref)
    assert.equal(facts.ref, ref)
    assert.equal(facts.arn, arn(id(1)))
  }
})

test('aliases of AWS prove a key to be AWS managed without a look at it', async () => {
  const { verdict, asked } = await classify(arn(id(2)), {
    ...own,
    aliases: { 'alias/aws/sns': id(2), 'alias/aws/unused': null },
  })
  assert.equal(verdict, 'AWS_MANAGED KEY_AWS_MANAGED')
  assert.deepEqual(asked, ['us-east-1 ListAliases', 'us-east-1 ListAliases'])
})

test('aliases without a key, and aliases that are not there', async () => {
  const known = { ...own, aliases: { 'alias/empty': null } }
  for (const ref of ['alias/empty', 'alias/nobodys'])
    assert.equal((await classify(ref, known)).verdict, 'MISSING ALIAS_NOT_FOUND')
})

test('an alias is described by name where aliases cannot be listed', async () => {
  const alias = `arn:aws:kms:us-east-1:${here.account}:alias/mine`
  const known = { keys: { [alias]: customerKey({ Arn: arn(id(1)) }) }, aliases: 'AccessDeniedException' }
  const { facts } = await classify('alias/mine', known)
  assert.deepEqual([facts.class, facts.arn], ['CUSTOMER', arn(id(1))])
})

test('errors are answers', async () => {
  const denied = { keys: { [arn(id(1))]: 'AccessDeniedException' } }
  const { facts } = await classify(id(1), { ...denied, aliases: { 'alias/mine': id(1) } })
  assert.deepEqual(
    [facts.class, facts.reasonCode, facts.provenByAlias],
    ['UNKNOWN', 'KEY_DESCRIBE_DENIED', true],
  )
  assert.equal((await classify(id(1), denied)).facts.provenByAlias, false)
  assert.equal((await classify(id(9), own)).verdict, 'MISSING KEY_NOT_FOUND')
  const foreign = arn(id(1), 'us-east-1', '999900001111')
  assert.equal(
    (await classify(foreign, { keys: { [foreign]: 'AccessDeniedException' } })).verdict,
    'UNKNOWN KEY_CROSS_ACCOUNT_DENIED',
  )
  assert.equal(
    (await classify(id(1), { keys: { [arn(id(1))]: 'KMSInternalException' } })).verdict,
    'UNKNOWN API_ERROR:KMSInternalException',
  )
  assert.equal(
    (await classify(id(1), { keys: { [arn(id(1))]: { ...customerKey(), KeyManager: undefined } } })).verdict,
    'UNKNOWN KEY_MANAGER_ABSENT',
  )
})

test('expired credentials are no answer: they end the scan', async () => {
  const expired = classify(id(1), { keys: { [arn(id(1))]: 'ExpiredTokenException' } })
  await assert.rejects(expired, (error) => error instanceof ApiError && error.kind === 'credentials')
})

test('a key is asked in its own region', async () => {
  const { facts, asked } = await classify(arn(id(1), 'eu-west-1'), {
    keys: { [arn(id(1), 'eu-west-1')]: customerKey() },
  })
  assert.equal(facts.region, 'eu-west-1')
  assert.deepEqual(asked, [`eu-west-1 DescribeKey ${arn(id(1), 'eu-west-1')}`])
})

test("a multi-Region key is its replica in the resource's region, if there is one", async () => {
  const both = { keys: { [arn(mrk)]: customerKey(), [arn(mrk, 'eu-west-1')]: customerKey() } }
  assert.equal((await classify(arn(mrk, 'eu-west-1'), both)).facts.region, 'us-east-1')
  const one = { keys: { [arn(mrk, 'eu-west-1')]: customerKey() } }
  assert.equal((await classify(arn(mrk, 'eu-west-1'), one)).facts.region, 'eu-west-1')
})

test('a key that is being made is asked for once more', async () => {
  const { api, asked } = kmsApi({ keys: { [arn(id(1))]: customerKey({ KeyState: 'Creating' }) } })
  const waits: number[] = []
  const classifier = createKeyClassifier({ readsTags: false, wait: async (ms) => void waits.push(ms) })
  const facts = await classifier.classify(api, reference(id(1)))
  assert.equal(facts.state, 'Creating')
  assert.deepEqual(waits, [2000])
  assert.equal(asked.filter((line) => line.includes('DescribeKey')).length, 2)
})

test('tags are read only where one is required', async () => {
  assert.equal((await classify(id(1), own)).facts.tags, undefined)
  assert.deepEqual((await classify(id(1), own, {}, true)).facts.tags, { owner: 'us' })
})

test('a key that is known from an interrupted scan is not asked again', async () => {
  const { api, asked } = kmsApi(own)
  const first = createKeyClassifier({ readsTags: false, wait: async () => {} })
  const facts = await first.classify(api, reference(id(1)))
  const second = createKeyClassifier({ readsTags: false, wait: async () => {} })
  second.remember(here.account, facts)
  assert.deepEqual(await second.classify(api, reference(arn(id(1)))), { ...facts, ref: arn(id(1)) })
  assert.equal(asked.filter((line) => line.includes('DescribeKey')).length, 1)
})

const anyKeyId = fc.oneof(
  fc.uuid(),
  fc.integer({ min: 1, max: 3 }).map(id),
  fc.constantFrom(mrk, 'mrk-short', '', 'x/y'),
)
const anyRef = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    null,
    undefined,
    '',
    'auto',
    'alias/aws/',
    'alias/aws/s3',
    'alias/',
    '__proto__',
    'alias/__proto__',
  ),
  anyKeyId,
  fc
    .tuple(
      fc.constantFrom('aws', 'aws-cn', 'aws-iso-b', 'aws-eusc', 'AWS'),
      fc.constantFrom('us-east-1', 'eu-west-1', ''),
      fc.constantFrom(here.account, '999900001111', '000000000000', '1'),
      fc.oneof(
        anyKeyId.map((key) => `key/${key}`),
        fc.constantFrom('alias/mine', 'alias/aws/kms', 'alias/awsome', 'alias/aws', 'alias//aws/x'),
      ),
    )
    .map(([partition, region, account, rest]) => `arn:${partition}:kms:${region}:${account}:${rest}`),
)

test('no reference throws, none sends an alias of AWS, and no key is described twice', async () => {
  const known = { ...own, aliases: { 'alias/mine': id(1), 'alias/aws/kms': id(2), 'alias/awsome': id(3) } }
  await fc.assert(
    fc.asyncProperty(fc.array(anyRef, { maxLength: 12 }), async (refs) => {
      const { api, asked } = kmsApi(known)
      const classifier = createKeyClassifier({ readsTags: false, wait: async () => {} })
      const twice = [...refs, ...refs]
      const facts = await Promise.all(twice.map((ref) => classifier.classify(api, reference(ref))))
      assert.equal(facts.length, twice.length)
      for (const { class: keyClass, manager } of facts)
        if (keyClass === 'CUSTOMER') assert.equal(manager, 'CUSTOMER')
      const described = asked.filter((line) => line.includes(' DescribeKey '))
      assert.equal(new Set(described).size, described.length)
      assert.ok(!asked.some((line) => line.includes('alias/aws/')))
      assert.ok(asked.filter((line) => line.endsWith('ListAliases')).length <= 4)
    }),
  )
})
