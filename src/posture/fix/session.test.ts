import assert from 'node:assert/strict'
import { test } from 'node:test'
import { requireOtherCaller } from './session.ts'

const user = 'arn:aws:iam::111122223333:user/ann'
const session = (name: string) => `arn:aws:sts::111122223333:assumed-role/Change/${name}`

const cases = [
  ['the same user', user, user, null, false],
  ['another user', user, 'arn:aws:iam::111122223333:user/ben', null, true],
  ['another session of the same role', session('a'), session('b'), null, false],
  ['another role', session('a'), 'arn:aws:sts::111122223333:assumed-role/Audit/a', null, true],
  ['the same user on a server elsewhere', user, user, 'https://keyhold.example', false],
  ['the same user on this machine', user, user, 'http://127.0.0.1:4599', true],
  ['the same user on this machine, by name', user, user, 'http://localhost:4599', true],
  ['the same user on this machine, IPv6', user, user, 'https://[::1]:4599', true],
  ['a name that only looks like this machine', user, user, 'http://127.0.0.1.example', false],
  ['a plan that does not say who made it', null, user, null, true],
] as const

for (const [who, plannedBy, caller, endpoint, allowed] of cases) {
  test(`${who} ${allowed ? 'may' : 'may not'} apply what was planned`, () => {
    const check = () => requireOtherCaller(plannedBy, { caller, endpoint })
    if (allowed) assert.doesNotThrow(check)
    else assert.throws(check, /--same-credentials/)
  })
}
