// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are no templates.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Principal } from '../call/principal.ts'
import { evaluate } from './evaluate.ts'
import type { ConditionContext, NamedPolicy } from './iam.ts'
import { parsePolicyDocument } from './policy-document.ts'
import { accountId, alice, root, service, session } from './principals.fixture.ts'

const key = `arn:aws:kms:eu-central-1:${accountId}:key/1234`

function keyPolicy(...statements: object[]): NamedPolicy {
  const text = JSON.stringify({ Version: '2012-10-17', Statement: statements })
  return { name: 'key policy', document: parsePolicyDocument(text, 'resource') }
}

const base = { Effect: 'Allow', Principal: '*', Action: 'kms:Decrypt', Resource: '*' }
const request = (principal: Principal, context: ConditionContext = {}) => ({
  principal,
  action: 'kms:Decrypt',
  resource: key,
  context,
})

const rows: readonly [name: string, statement: object, effect: string][] = [
  ['the action', {}, 'Allow'],
  ['the action in other letters', { Action: 'KMS:dECRYPT' }, 'Allow'],
  ['a wildcard in the action', { Action: 'kms:De*' }, 'Allow'],
  ['every action', { Action: '*' }, 'Allow'],
  ['another action', { Action: 'kms:Encrypt' }, 'None'],
  ['all but another action', { Action: undefined, NotAction: 'kms:Encrypt' }, 'Allow'],
  ['all but this action', { Action: undefined, NotAction: 'kms:*' }, 'None'],
  ['no action at all', { Action: undefined }, 'None'],
  ['no resource at all', { Resource: undefined }, 'None'],
  ['the resource', { Resource: key }, 'Allow'],
  ['another resource', { Resource: `${key}5` }, 'None'],
  ['all but this resource', { Resource: undefined, NotResource: 'arn:aws:kms:*:*:key/*' }, 'None'],
  ['all but another resource', { Resource: undefined, NotResource: `${key}5` }, 'Allow'],
  ['a resource with a variable', { Resource: 'arn:aws:kms:*:${aws:PrincipalAccount}:key/*' }, 'Allow'],
  ['a resource with an unknown variable', { Resource: 'arn:aws:kms:*:${aws:absent}:key/*' }, 'None'],
  [
    'all but a resource with an unknown variable',
    { Resource: undefined, NotResource: 'arn:aws:kms:*:${aws:absent}:key/*' },
    'None',
  ],
  ['a Deny', { Effect: 'Deny' }, 'Deny'],
  [
    'a Deny for all but a resource with an unknown variable',
    { Effect: 'Deny', Resource: undefined, NotResource: 'arn:aws:kms:*:${aws:absent}:key/*' },
    'Deny',
  ],
]
for (const [name, statement, effect] of rows) {
  test(`${name}: ${effect}`, () => {
    const context = { 'aws:PrincipalAccount': accountId }
    assert.equal(evaluate([keyPolicy({ ...base, ...statement })], request(alice, context)).effect, effect)
  })
}

const delegation = { ...base, Principal: { AWS: accountId } }

test('delegation to the account is told apart from a direct Allow', () => {
  const tell = (principal: Principal, ...statements: object[]) => {
    const { effect, allowedDirectly, allowedByDelegation, allowedExactly } = evaluate(
      [keyPolicy(...statements)],
      request(principal),
    )
    return { effect, allowedDirectly, allowedByDelegation, allowedExactly }
  }
  const none = { effect: 'Allow', allowedDirectly: false, allowedByDelegation: false, allowedExactly: false }
  const direct = { ...none, allowedDirectly: true }
  assert.deepEqual(tell(alice, delegation), { ...none, allowedByDelegation: true })
  assert.deepEqual(tell(alice, base), direct)
  assert.deepEqual(tell(alice, delegation, base), { ...direct, allowedByDelegation: true })
  assert.deepEqual(tell(alice, { ...base, Principal: { AWS: alice.arn } }), {
    ...direct,
    allowedExactly: true,
  })
  assert.deepEqual(tell(session, { ...base, Principal: { AWS: session.roleArn } }), direct)
  assert.deepEqual(tell(session, { ...base, Principal: { AWS: session.arn } }), {
    ...direct,
    allowedExactly: true,
  })
  assert.deepEqual(tell(root, delegation), { ...direct, allowedExactly: true })
  assert.deepEqual(tell(service, { ...base, Principal: { Service: service.invokedBy } }), direct)
  assert.deepEqual(tell(service, delegation), { ...none, effect: 'None' })
  assert.deepEqual(tell(alice, base, { ...base, Effect: 'Deny' }), { ...none, effect: 'Deny' })
})

test('the trace says of each statement why it did not match', () => {
  const policy = keyPolicy(
    { ...base, Sid: 'a', Action: 'kms:Encrypt' },
    { ...base, Sid: 'b', Principal: { AWS: '999999999999' } },
    { ...base, Sid: 'c', Resource: `${key}5` },
    { ...base, Sid: 'd', Condition: { StringEquals: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' } } },
    { ...base, Sid: 'e' },
  )
  const decision = evaluate([policy], request(alice))
  assert.deepEqual(decision.decidedBy, { policy: 'key policy', sid: 'e', index: 4 })
  assert.deepEqual(
    decision.trace.map(({ sid, matched, why }) => [sid, matched, why]),
    [
      ['a', false, 'action'],
      ['b', false, 'principal'],
      ['c', false, 'resource'],
      ['d', false, 'StringEquals kms:ViaService: was absent'],
      ['e', true, null],
    ],
  )
})

test('a decision is written with its trace', () => {
  const written = JSON.parse(JSON.stringify(evaluate([keyPolicy(base)], request(alice))))
  assert.equal(written.trace[0].matched, true)
})

// --- properties -----------------------------------------------------------------------------------------------------

const statement = fc.record({
  Effect: fc.constantFrom('Allow', 'Deny'),
  Principal: fc.constantFrom(
    '*',
    { AWS: accountId },
    { AWS: alice.arn },
    { AWS: session.roleArn },
    { AWS: session.arn },
    { Service: service.invokedBy },
  ),
  Action: fc.constantFrom('*', 'kms:*', 'kms:Decrypt', 'kms:Enc*', ['kms:Encrypt', 'kms:D?crypt']),
  Resource: fc.constantFrom('*', key, 'arn:aws:kms:*:*:key/*', `${key}5`),
  Condition: fc.constantFrom(
    {},
    { StringEquals: { 'kms:ViaService': 's3' } },
    { StringNotEquals: { 'kms:ViaService': 's3' } },
    { StringEqualsIfExists: { 'kms:ViaService': 's3' } },
    { Null: { 'kms:ViaService': 'true' } },
  ),
})
const requests = fc.record({
  principal: fc.constantFrom<Principal>(alice, session, root, service),
  action: fc.constantFrom('kms:Decrypt', 'kms:Encrypt'),
  resource: fc.constantFrom(key, `${key}5`),
  context: fc.constantFrom<ConditionContext>({}, { 'kms:ViaService': 's3' }, { 'KMS:viaservice': 'sqs' }),
})
const policies = fc.array(fc.array(statement, { minLength: 1, maxLength: 5 }), { maxLength: 4 })
const parsedPolicies = (given: readonly object[][]) => given.map((statements) => keyPolicy(...statements))
const rank = { Deny: 0, None: 1, Allow: 2 }

test('an explicit Deny always wins', () => {
  fc.assert(
    fc.property(policies, requests, fc.nat(4), (given, asked, at) => {
      const deny = keyPolicy({ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' })
      const decision = evaluate(parsedPolicies(given).toSpliced(at, 0, deny), asked)
      assert.equal(decision.effect, 'Deny')
      assert.ok(!decision.allowedDirectly && !decision.allowedByDelegation && !decision.allowedExactly)
    }),
  )
})

test('adding an Allow never takes a permission away, adding a Deny never gives one', () => {
  fc.assert(
    fc.property(policies, statement, requests, (given, added, asked) => {
      const before = evaluate(parsedPolicies(given), asked)
      const after = evaluate([...parsedPolicies(given), keyPolicy(added)], asked)
      if (added.Effect === 'Allow') {
        assert.ok(rank[after.effect] >= rank[before.effect])
        for (const how of ['allowedDirectly', 'allowedByDelegation', 'allowedExactly'] as const) {
          assert.ok(after[how] || !before[how])
        }
      } else {
        assert.ok(rank[after.effect] <= rank[before.effect])
        for (const how of ['allowedDirectly', 'allowedByDelegation', 'allowedExactly'] as const) {
          assert.ok(before[how] || !after[how])
        }
      }
    }),
    { numRuns: 1000 },
  )
})

test('the order of policies and statements does not matter', () => {
  fc.assert(
    fc.property(policies, requests, (given, asked) => {
      const { decidedBy: _, trace: __, ...forwards } = evaluate(parsedPolicies(given), asked)
      const reversed = given.toReversed().map((statements) => statements.toReversed())
      const { decidedBy: ___, trace: ____, ...backwards } = evaluate(parsedPolicies(reversed), asked)
      assert.deepEqual(forwards, backwards)
    }),
    { numRuns: 500 },
  )
})

test('effect, decider and trace agree', () => {
  fc.assert(
    fc.property(policies, requests, (given, asked) => {
      const { effect, decidedBy, trace } = evaluate(parsedPolicies(given), asked)
      const matched = trace.filter((row) => row.matched)
      const expected = matched.some((row) => row.effect === 'Deny')
        ? 'Deny'
        : matched.length > 0
          ? 'Allow'
          : 'None'
      assert.equal(effect, expected)
      assert.equal(decidedBy === null, effect === 'None')
      assert.ok(trace.every((row) => row.matched === (row.why === null)))
    }),
    { numRuns: 500 },
  )
})
