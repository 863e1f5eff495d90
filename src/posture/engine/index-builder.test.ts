import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Collector } from '../collector.ts'
import type { KeyFacts } from '../keys/key-facts.ts'
import type { IndexRule } from '../rule.ts'
import type { IndexedReference } from '../scan-index.ts'
import { kms } from '../services.ts'
import { createIndexBuilder } from './index-builder.ts'

const account = '111122223333'
const collector = (id: string, scope: 'regional' | 'global'): Collector<unknown> => ({
  id,
  scope,
  service: kms,
  iam: [],
  resourceType: 'T',
  list: async function* () {},
  identify: () => ({ uid: '', name: '' }),
  read: async () => [],
})
const regional = collector('regional', 'regional')
const global = collector('global', 'global')
const rule = {
  id: 'joins',
  kind: 'index',
  collectors: [regional, global],
  needsStatusOf: ['watched'],
} as unknown as IndexRule

const resource = (uid: string, region: string) => ({
  uid,
  type: 'T',
  name: uid,
  account,
  partition: 'aws',
  region,
  facts: {},
  at: 0,
})

function reference(key: Partial<KeyFacts>): IndexedReference {
  const facts: KeyFacts = {
    ref: 'key',
    arn: 'arn:key',
    class: 'CUSTOMER',
    reasonCode: '',
    state: 'Enabled',
    spec: null,
    usage: null,
    origin: null,
    manager: null,
    account,
    region: 'us-east-1',
    ...key,
  }
  const { facts: _, ...identity } = resource('r', 'us-east-1')
  return { resource: identity, reference: { ref: 'key', absent: 'AWS_OWNED', api: '', path: '' }, key: facts }
}

const item = (unit: { collector: string; region: string }, uid: string, more: object = {}) => ({
  kind: 'item' as const,
  unit: { account, ...unit },
  uid,
  judgements: [],
  references: [],
  resources: [resource(uid, unit.region)],
  count: 1,
  failed: false,
  ...more,
})

test('of a key that works a hundred references are kept, of one that does not all, of default keys none', () => {
  const index = createIndexBuilder([rule])
  const wanted = (key: Partial<KeyFacts>) =>
    Array.from({ length: 150 }, () => index.wants(reference(key))).filter(Boolean).length
  assert.equal(wanted({}), 100)
  assert.equal(wanted({ arn: 'arn:other', state: 'Disabled' }), 150)
  assert.equal(wanted({ arn: 'arn:gone', class: 'MISSING', state: null }), 150)
  assert.equal(wanted({ ref: null, arn: null, class: 'AWS_OWNED' }), 0)
})

test('without a rule that joins one reference a key is enough for a scan to be resumed', () => {
  const index = createIndexBuilder([])
  assert.deepEqual([index.wants(reference({})), index.wants(reference({}))], [true, false])
})

test('resources of a global service are seen from every region, the others from theirs', () => {
  const index = createIndexBuilder([rule])
  index.takeItem(item({ collector: 'regional', region: 'us-east-1' }, 'a'))
  index.takeItem(item({ collector: 'regional', region: 'eu-west-1' }, 'b'))
  index.takeItem(item({ collector: 'global', region: 'us-east-1' }, 'c'))
  const at = (region: string) => index.indexOf({ account, partition: 'aws', region })
  const uids = (region: string, of: Collector<unknown>) =>
    at(region)
      .resourcesOf(of)
      ?.map(({ uid }) => uid)
  assert.deepEqual([uids('us-east-1', regional), uids('eu-west-1', regional)], [['a'], ['b']])
  assert.deepEqual([uids('us-east-1', global), uids('eu-west-1', global)], [['c'], ['c']])
  assert.deepEqual(uids('ap-south-1', regional), [])
})

test('what could not be listed is null, in its region only', () => {
  const index = createIndexBuilder([rule])
  const unit = { account, region: 'us-east-1', collector: 'regional' }
  index.takeUnit({ kind: 'unit', unit, judgements: [], listed: false, failure: 'denied' })
  const at = (region: string) => index.indexOf({ account, partition: 'aws', region })
  assert.equal(at('us-east-1').resourcesOf(regional), null)
  assert.deepEqual(at('eu-west-1').resourcesOf(regional), [])
  index.takeUnit({ kind: 'unit', unit, judgements: [], listed: true, failure: null })
  assert.deepEqual(at('us-east-1').resourcesOf(regional), [])
})

test('the worst verdict of a watched rule; of others none is kept', () => {
  const index = createIndexBuilder([rule])
  const verdict = (status: string) => ({
    ruleId: 'watched',
    resource: resource('a', 'us-east-1'),
    verdict: { status, reasonCode: '', reasonText: '' },
  })
  const judgements = ['PASS', 'FAIL', 'MANUAL'].map(verdict)
  index.takeItem(item({ collector: 'regional', region: 'us-east-1' }, 'a', { judgements }))
  const at = index.indexOf({ account, partition: 'aws', region: 'us-east-1' })
  assert.equal(at.statusOf('watched', 'a'), 'FAIL')
  assert.equal(at.statusOf('watched', 'b'), undefined)
  assert.throws(() => at.statusOf('other', 'a'), /needs the status/)
})
