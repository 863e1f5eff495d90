import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { accessDenied, accessDeniedMessage } from './access-denied.ts'
import { decide, decideTogether } from './decide.ts'
import { evaluate } from './evaluate.ts'
import type { NamedPolicy } from './iam.ts'
import { parsePolicyDocument } from './policy-document.ts'
import { accountId, alice, session } from './principals.fixture.ts'

type Says = 'Allow' | 'Deny' | 'None'
const resource = `arn:aws:kms:eu-central-1:${accountId}:key/1234`
const request = { principal: session, action: 'kms:Decrypt', resource, context: {} }

function policy(says: Says): NamedPolicy {
  const statement = {
    Effect: says === 'None' ? 'Allow' : says,
    Action: says === 'None' ? 'x:y' : '*',
    Resource: '*',
  }
  return { name: says, document: parsePolicyDocument(JSON.stringify({ Statement: statement }), 'identity') }
}

function own(identity: Says, boundary: Says | null = null, sessionSays: Says | null = null) {
  return {
    identity: [policy(identity)],
    boundary: boundary === null ? null : policy(boundary),
    session: sessionSays === null ? [] : [policy(sessionSays)],
  }
}

const rows: readonly [
  identity: Says,
  boundary: Says | null,
  session: Says | null,
  effect: Says,
  reason: string | null,
][] = [
  ['Allow', null, null, 'Allow', null],
  ['None', null, null, 'None', 'no identity-based policy'],
  ['Deny', null, null, 'Deny', 'explicit deny in an identity-based policy'],
  ['Allow', 'Allow', 'Allow', 'Allow', null],
  ['Allow', 'None', null, 'None', 'no permissions boundary'],
  ['Allow', 'Deny', null, 'Deny', 'explicit deny in a permissions boundary'],
  ['Allow', null, 'None', 'None', 'no session policy'],
  ['Allow', 'Allow', 'Deny', 'Deny', 'explicit deny in a session policy'],
  ['None', 'Allow', 'Allow', 'None', 'no identity-based policy'],
  ['None', 'None', 'Deny', 'Deny', 'explicit deny in a session policy'],
]
for (const [identity, boundary, sessionSays, effect, reason] of rows) {
  test(`identity ${identity}, boundary ${boundary}, session ${sessionSays}: ${effect}`, () => {
    const decision = decide(own(identity, boundary, sessionSays), request)
    assert.deepEqual([decision.effect, decision.reason], [effect, reason])
  })
}

test('several session policies limit together, not each', () => {
  const policies = { ...own('Allow'), session: [policy('None'), policy('Allow')] }
  assert.equal(decide(policies, request).effect, 'Allow')
})

const says = fc.constantFrom<Says>('Allow', 'Deny', 'None')
test('a boundary or session policy never gives what identity policies do not', () => {
  fc.assert(
    fc.property(says, says, says, (identity, boundary, sessionSays) => {
      const free = decide(own(identity), request)
      const limited = decide(own(identity, boundary, sessionSays), request)
      assert.ok(limited.effect !== 'Allow' || free.effect === 'Allow')
      if ([identity, boundary, sessionSays].includes('Deny')) assert.equal(limited.effect, 'Deny')
    }),
  )
})

function resourcePolicy(Principal: object | string, Effect: 'Allow' | 'Deny' = 'Allow') {
  const text = JSON.stringify({ Statement: { Effect, Principal, Action: '*', Resource: '*' } })
  return evaluate([{ name: 'key policy', document: parsePolicyDocument(text, 'resource') }], request)
}

const delegated = resourcePolicy({ AWS: accountId })
const byRole = resourcePolicy({ AWS: session.roleArn })
const bySession = resourcePolicy({ AWS: session.arn })
const stranger = resourcePolicy({ AWS: alice.arn })
const denied = resourcePolicy('*', 'Deny')

const together: readonly [
  name: string,
  ReturnType<typeof resourcePolicy>,
  ReturnType<typeof own>,
  'same account' | 'other account',
  string | null,
][] = [
  ['delegation, identity allows', delegated, own('Allow'), 'same account', null],
  ['delegation, identity silent', delegated, own('None'), 'same account', 'no identity-based policy'],
  ['delegation, boundary silent', delegated, own('Allow', 'None'), 'same account', 'no permissions boundary'],
  ['direct, identity silent', byRole, own('None'), 'same account', null],
  [
    'direct, identity denies',
    byRole,
    own('Deny'),
    'same account',
    'explicit deny in an identity-based policy',
  ],
  ['direct by role, boundary silent', byRole, own('None', 'None'), 'same account', 'no permissions boundary'],
  [
    'direct by role, session policy silent',
    byRole,
    own('Allow', null, 'None'),
    'same account',
    'no session policy',
  ],
  ['direct by session, session policy silent', bySession, own('None', null, 'None'), 'same account', null],
  ['resource silent, identity allows', stranger, own('Allow'), 'same account', 'no resource-based policy'],
  [
    'resource denies, identity allows',
    denied,
    own('Allow'),
    'same account',
    'explicit deny in a resource-based policy',
  ],
  ['other account, both allow', byRole, own('Allow'), 'other account', null],
  ['other account, identity silent', byRole, own('None'), 'other account', 'no identity-based policy'],
  [
    'other account, session named, identity silent',
    bySession,
    own('None'),
    'other account',
    'no identity-based policy',
  ],
]
for (const [name, resourceDecision, policies, where, reason] of together) {
  test(`${name}: ${reason ?? 'allowed'}`, () => {
    const decision = decideTogether(resourceDecision, decide(policies, request), where)
    assert.deepEqual(decision, { allowed: reason === null, reason })
  })
}

const subject = `User: ${session.arn} is not authorized to perform: kms:Decrypt on resource: ${resource}`
for (const [reason, sentence] of [
  ['no identity-based policy', `${subject} because no identity-based policy allows the kms:Decrypt action`],
  ['no resource-based policy', `${subject} because no resource-based policy allows the kms:Decrypt action`],
  ['no session policy', `${subject} because no session policy allows the kms:Decrypt action`],
  ['no permissions boundary', `${subject} because no permissions boundary allows the kms:Decrypt action`],
  ['explicit deny in a resource-based policy', `${subject} with an explicit deny in a resource-based policy`],
  [
    'explicit deny in an identity-based policy',
    `${subject} with an explicit deny in an identity-based policy`,
  ],
  [null, subject],
] as const) {
  test(`AWS's sentence for ${reason}`, () => {
    assert.equal(
      accessDeniedMessage({ principal: session, action: 'kms:Decrypt', resource, reason }),
      sentence,
    )
  })
}

test('IAM and STS answer AccessDenied, others AccessDeniedException', () => {
  assert.equal(accessDenied('sts', '').code, 'AccessDenied')
  assert.equal(accessDenied('kms', '').code, 'AccessDeniedException')
  assert.equal(accessDenied('kms', '').trailCode, 'AccessDenied')
})
