import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rules } from './rules.ts'
import { selectRules } from './select-rules.ts'

const ids = (patterns: readonly string[], services: readonly string[] = []) =>
  selectRules(rules, patterns, services).map(({ id }) => id)

test('ids are distinct and spoken in one way', () => {
  assert.equal(new Set(rules.map(({ id }) => id)).size, rules.length)
  for (const { id, title } of rules) {
    assert.match(id, /^[a-z0-9]+(-[a-z0-9]+)+$/)
    assert.ok(!title.endsWith('.'), id)
  }
})

test('by id, by glob, by service, and without some', () => {
  assert.deepEqual(ids(['bedrock-guardrail-cmk']), ['bedrock-guardrail-cmk'])
  assert.deepEqual(ids(['bedrock-guardrail*']), ['bedrock-guardrail-cmk', 'bedrock-guardrail-version-cmk'])
  assert.deepEqual(ids(['bedrock-guardrail*', '!*-version-*']), ['bedrock-guardrail-cmk'])
  assert.equal(ids([]).length, rules.length)
  assert.equal(ids(['!bedrock-guardrail-cmk']).length, rules.length - 1)
  assert.ok(ids([], ['bedrock']).every((id) => rules.find((rule) => rule.id === id)?.service === 'bedrock'))
})

test('what is named and is not there is told', () => {
  assert.throws(() => ids(['bedrock-guardrial-cmk']), /No rule is called/)
  assert.throws(() => ids([], ['bedrok']), /Services: .*bedrock/)
  assert.throws(() => ids(['s3-bucket-cmk'], ['bedrock']), /No rule is left/)
})
