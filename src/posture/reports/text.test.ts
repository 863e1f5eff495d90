import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { missingAction } from './missing-action.ts'
import { cut, middleEllipsis, pascalCase, thousands, visible } from './text.ts'

test('every character can be seen, and there is one line', () => {
  assert.equal(visible('a\u202eb\u001b[31m\r\nc\u00ad\ud800'), 'a\\u{202e}b\\u{1b}[31m c\\u{ad}\ufffd')
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.doesNotMatch(visible(text), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
      assert.ok(visible(text).isWellFormed())
    }),
  )
})

test('cutting keeps to the length and between characters', () => {
  assert.equal(cut('abcdef', 4), 'abc…')
  assert.equal(cut('ab😀', 3), 'ab…')
  assert.equal(middleEllipsis('0123456789', 5), '01…89')
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 50 }), (text, most) => {
      assert.ok(cut(text, most).length <= most && cut(text, most).isWellFormed())
      assert.ok(Array.from(middleEllipsis(text, most)).length <= most)
    }),
  )
})

test('small words', () => {
  assert.equal(pascalCase('bedrock-guardrail-cmk'), 'BedrockGuardrailCmk')
  assert.equal(thousands(1234567), '1,234,567')
})

const actions: readonly (readonly [string, string | null, string | null])[] = [
  ['API_ERROR:AccessDeniedException', 'bedrock:GetGuardrail', 'bedrock:GetGuardrail'],
  ['API_ERROR:AccessDenied', 's3:GetBucketEncryption', 's3:GetEncryptionConfiguration'],
  ['API_ERROR:AccessDeniedException', 'customer-profiles:GetDomain', 'profile:GetDomain'],
  ['API_ERROR:AccessDeniedException', 'qconnect:ListAssistants', 'wisdom:ListAssistants'],
  ['KEY_DESCRIBE_DENIED', 'bedrock:GetGuardrail', 'kms:DescribeKey'],
  ['API_ERROR:ThrottlingException', 'bedrock:GetGuardrail', null],
  ['API_ERROR:AccessDeniedException', null, null],
]

for (const [reasonCode, api, action] of actions) {
  test(`the permission that ${reasonCode} from ${api} asks for is ${action}`, () => {
    assert.equal(missingAction(reasonCode, api), action)
  })
}
