import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { IacMapping } from './iac-mapping.ts'
import { periodMappings, publicPolicyMappings, rotationMappings } from './kms-key-mappings.ts'

function judge(
  mappings: readonly IacMapping[],
  properties: Readonly<Record<string, unknown>>,
): (string | undefined)[] {
  return mappings.map((mapping) => mapping.judge?.(properties[mapping.path], properties)?.reasonCode)
}

test('rotation of keys in templates', () => {
  assert.deepEqual(judge(rotationMappings, { EnableKeyRotation: true, enable_key_rotation: true }), [
    'ROTATION_ON',
    'ROTATION_ON',
  ])
  assert.deepEqual(judge(rotationMappings, { EnableKeyRotation: 'true' })[0], 'ROTATION_ON')
  assert.deepEqual(judge(rotationMappings, {}), ['ROTATION_OFF', 'ROTATION_OFF'])
  assert.deepEqual(judge(rotationMappings, { KeySpec: 'RSA_2048' })[0], undefined)
  assert.deepEqual(judge(rotationMappings, { customer_master_key_spec: 'HMAC_256' })[1], undefined)
  assert.deepEqual(judge(rotationMappings, { Origin: 'EXTERNAL' })[0], undefined)
  assert.deepEqual(judge(rotationMappings, { custom_key_store_id: 'cks-1' })[1], undefined)
})

test('how often keys in templates rotate', () => {
  const on = { EnableKeyRotation: true, enable_key_rotation: true }
  const every = (days: number) =>
    judge(periodMappings, { ...on, RotationPeriodInDays: days, rotation_period_in_days: days })
  assert.deepEqual(every(90), ['ROTATION_OFTEN_ENOUGH', 'ROTATION_OFTEN_ENOUGH'])
  assert.deepEqual(every(730), ['ROTATION_TOO_SELDOM', 'ROTATION_TOO_SELDOM'])
  assert.deepEqual(judge(periodMappings, on), ['ROTATION_OFTEN_ENOUGH', 'ROTATION_OFTEN_ENOUGH'])
  assert.deepEqual(judge(periodMappings, {}), [undefined, undefined])
})

const unknown = 'known-after-apply'

test('public key policies in templates, as objects and as text', () => {
  const policy = (principal: unknown, condition?: object) => ({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: unknown }, Action: 'kms:*', Resource: '*' },
      {
        Effect: 'Allow',
        Principal: principal,
        Action: 'kms:Decrypt',
        Resource: unknown,
        ...(condition && { Condition: condition }),
      },
    ],
  })
  const pinned = (account: string) => policy('*', { StringEquals: { 'kms:CallerAccount': account } })
  const cases = [
    [policy('*'), 'POLICY_PUBLIC'],
    [policy({ AWS: '*' }), 'POLICY_PUBLIC'],
    [policy({ AWS: unknown }), 'POLICY_NOT_PUBLIC'],
    [pinned('111122223333'), 'POLICY_NOT_PUBLIC'],
    [pinned(unknown), 'POLICY_UNPROVEN'],
  ] as const
  for (const [value, reasonCode] of cases) {
    const properties = { KeyPolicy: value, policy: JSON.stringify(value) }
    assert.deepEqual(judge(publicPolicyMappings, properties), [reasonCode, reasonCode])
  }
  assert.deepEqual(judge(publicPolicyMappings, { KeyPolicy: '{', policy: '{' }), [
    'POLICY_UNPARSABLE',
    'POLICY_UNPARSABLE',
  ])
  assert.deepEqual(judge(publicPolicyMappings, {}), [undefined, undefined])
})
