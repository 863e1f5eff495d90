import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AccessConfiguration, AccessControl, Principal } from '@aws-sdk/client-qbusiness'
import { type Membership, mayRead } from './access-list.ts'

const alice: Membership = {
  userId: 'alice',
  inGroup: async (name, dataSourceId) =>
    dataSourceId === null ? name === 'staff' : name === 'team' && dataSourceId === 'D',
}
const nobody: Membership = { userId: null, inGroup: async () => false }

const user = (id: string, access: 'ALLOW' | 'DENY' = 'ALLOW'): Principal => ({ user: { id, access } })
const group = (
  name: string,
  access: 'ALLOW' | 'DENY' = 'ALLOW',
  membershipType?: 'INDEX' | 'DATASOURCE',
): Principal => ({
  group: { name, access, membershipType },
})
const control = (principals: Principal[], memberRelation?: 'AND' | 'OR'): AccessControl => ({
  principals,
  memberRelation,
})
const list = (accessControls: AccessControl[], memberRelation?: 'AND' | 'OR'): AccessConfiguration => ({
  accessControls,
  memberRelation,
})

const cases: readonly (readonly [string, AccessConfiguration | undefined, boolean])[] = [
  ['no list is for everybody', undefined, true],
  ['an empty list is for nobody', list([]), false],
  ['a user who is allowed', list([control([user('alice')])]), true],
  ['another user', list([control([user('bob')])]), false],
  ['a group of the user', list([control([group('staff')])]), true],
  ['another group', list([control([group('board')])]), false],
  ['any principal by default', list([control([user('bob'), group('staff')])]), true],
  ['all principals with AND', list([control([user('bob'), group('staff')], 'AND')]), false],
  ['all principals with AND, all held', list([control([user('alice'), group('staff')], 'AND')]), true],
  ['any list by default', list([control([user('bob')]), control([user('alice')])]), true],
  ['all lists with AND', list([control([user('bob')]), control([user('alice')])], 'AND'), false],
  ['DENY wins over ALLOW', list([control([user('alice'), group('staff', 'DENY')])]), false],
  ['DENY of another list wins', list([control([user('alice')]), control([user('alice', 'DENY')])]), false],
  ['DENY of somebody else alone allows nobody', list([control([user('bob', 'DENY')])]), false],
  ['DENY of somebody else beside ALLOW', list([control([user('alice'), user('bob', 'DENY')], 'AND')]), true],
  ['a group of the data source', list([control([group('team', 'ALLOW', 'DATASOURCE')])]), true],
  ['its name as a group of the index', list([control([group('team', 'ALLOW', 'INDEX')])]), false],
]
for (const [name, configuration, expected] of cases) {
  test(`mayRead: ${name} → ${expected}`, async () => {
    assert.equal(await mayRead(configuration, 'D', alice), expected)
  })
}

test('mayRead: a group of a data source means nothing on a document from none', async () => {
  const everywhere: Membership = { userId: 'alice', inGroup: async () => true }
  assert.equal(
    await mayRead(list([control([group('team', 'ALLOW', 'DATASOURCE')])]), null, everywhere),
    false,
  )
})

test('mayRead: nobody in particular reads only what has no list', async () => {
  assert.equal(await mayRead(undefined, null, nobody), true)
  assert.equal(await mayRead(list([control([user('alice')])]), null, nobody), false)
})
