import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Principal } from '../call/principal.ts'
import { parsePolicyDocument } from './policy-document.ts'
import { type PrincipalMatch, principalMatch } from './principal-match.ts'
import { accountId, alice, root, service, session } from './principals.fixture.ts'

const rootArn = `arn:aws:iam::${accountId}:root`
const otherRoot = 'arn:aws:iam::999999999999:root'

function match(element: object, principal: Principal): PrincipalMatch {
  const text = JSON.stringify({ Statement: { Effect: 'Allow', Action: '*', Resource: '*', ...element } })
  const [statement] = parsePolicyDocument(text, 'resource').statements
  assert.ok(statement)
  return principalMatch(statement, principal)
}

const rows: readonly [name: string, principal: Principal, element: object, expected: PrincipalMatch][] = [
  ['a user by its ARN', alice, { Principal: { AWS: alice.arn } }, 'exact'],
  ['a user by its unique id', alice, { Principal: { AWS: alice.userId } }, 'exact'],
  ['another user', alice, { Principal: { AWS: `${alice.arn}2` } }, 'none'],
  ['a user by its account', alice, { Principal: { AWS: accountId } }, 'delegated'],
  ['a user by its account root', alice, { Principal: { AWS: rootArn } }, 'delegated'],
  ['a user by another account', alice, { Principal: { AWS: otherRoot } }, 'none'],
  ['a user by account and ARN', alice, { Principal: { AWS: [rootArn, alice.arn] } }, 'exact'],
  ['a user by everyone', alice, { Principal: '*' }, 'named'],
  ['a user by everyone and its account', alice, { Principal: { AWS: ['*', rootArn] } }, 'named'],
  ['a session by its role', session, { Principal: { AWS: session.roleArn } }, 'named'],
  ['a session by its own ARN', session, { Principal: { AWS: session.arn } }, 'exact'],
  ['a session by another session of its role', session, { Principal: { AWS: `${session.arn}2` } }, 'none'],
  ["a session by its role's unique id", session, { Principal: { AWS: session.roleId } }, 'named'],
  [
    "a session by its role's unique id and its name",
    session,
    { Principal: { AWS: `${session.roleId}:worker` } },
    'exact',
  ],
  [
    "a session by its role's unique id and another name",
    session,
    { Principal: { AWS: `${session.roleId}:walker` } },
    'none',
  ],
  [
    'a session by its name at a later role of the same name',
    session,
    { Principal: { AWS: 'AROALATERLATERLATER12:worker' } },
    'none',
  ],
  [
    'a session by a role of that name without its path',
    session,
    { Principal: { AWS: `arn:aws:iam::${accountId}:role/App` } },
    'none',
  ],
  ['a session by its account', session, { Principal: { AWS: accountId } }, 'delegated'],
  ['the root user by its ARN', root, { Principal: { AWS: rootArn } }, 'exact'],
  [
    'a service by its regional name',
    service,
    { Principal: { Service: 'qbusiness.eu-central-1.amazonaws.com' } },
    'named',
  ],
  ['a service by its global name', service, { Principal: { Service: 'qbusiness.amazonaws.com' } }, 'named'],
  [
    'a service of another region',
    service,
    { Principal: { Service: 'qbusiness.us-east-1.amazonaws.com' } },
    'none',
  ],
  ["a service by its resource's account", service, { Principal: { AWS: accountId } }, 'none'],
  ['a service by everyone', service, { Principal: '*' }, 'named'],
  ['a user by a service', alice, { Principal: { Service: 'qbusiness.amazonaws.com' } }, 'none'],
  ['an excepted user', alice, { NotPrincipal: { AWS: alice.arn } }, 'none'],
  ['everyone but another user', alice, { NotPrincipal: { AWS: `${alice.arn}2` } }, 'named'],
  ['an Allow for everyone but the account', alice, { NotPrincipal: { AWS: accountId } }, 'none'],
  [
    'a Deny for everyone but the account',
    alice,
    { Effect: 'Deny', NotPrincipal: { AWS: accountId } },
    'named',
  ],
  ['a Deny for everyone but the user', alice, { Effect: 'Deny', NotPrincipal: { AWS: alice.arn } }, 'none'],
]
for (const [name, principal, element, expected] of rows) {
  test(`${name}: ${expected}`, () => assert.equal(match(element, principal), expected))
}
