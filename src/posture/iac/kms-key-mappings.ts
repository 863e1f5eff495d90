/** What templates say of KMS keys besides their names. `AWS::KMS::Key`, `aws_kms_key`. */

import { publicStatements } from '../policies/key-policy-verdicts.ts'
import { type Condition, type Policy, parsePolicy, policyOf } from '../policies/policy-document.ts'
import type { IacMapping } from './iac-mapping.ts'

type Judge = NonNullable<IacMapping['judge']>

function mappings(cloudformation: string, terraform: string, judge: Judge): readonly IacMapping[] {
  const common = { absent: 'UNKNOWN', replaces: false, judge } as const
  return [
    { format: 'cloudformation', type: 'AWS::KMS::Key', path: cloudformation, ...common },
    { format: 'terraform', type: 'aws_kms_key', path: terraform, ...common },
  ]
}

export const rotationMappings = mappings('EnableKeyRotation', 'enable_key_rotation', (value, properties) => {
  if (!rotates(properties)) return null
  const on = isOn(value)
  return {
    status: on ? 'PASS' : 'FAIL',
    reasonCode: on ? 'ROTATION_ON' : 'ROTATION_OFF',
    reasonText: on ? 'The key rotates automatically.' : 'The key does not rotate automatically.',
  }
})

/** Without a number a key rotates once a year. The user's own limit is not known here, so the usual one counts. */
export const periodMappings = mappings(
  'RotationPeriodInDays',
  'rotation_period_in_days',
  (value, properties) => {
    if (!rotates(properties) || !isOn(properties.EnableKeyRotation ?? properties.enable_key_rotation))
      return null
    const days = value == null ? yearDays : Number(value)
    const often = days <= yearDays
    return {
      status: often ? 'PASS' : 'FAIL',
      reasonCode: often ? 'ROTATION_OFTEN_ENOUGH' : 'ROTATION_TOO_SELDOM',
      reasonText: `The key rotates every ${days} days; at most ${yearDays} are wanted.`,
    }
  },
)

/** A key without a policy gets the default one, for its account's root alone. */
export const publicPolicyMappings = mappings('KeyPolicy', 'policy', (value) => {
  if (value == null) return null
  const policy = readPolicy(value)
  if (policy === null)
    return {
      status: 'MANUAL',
      reasonCode: 'POLICY_UNPARSABLE',
      reasonText: 'The key policy could not be understood.',
    }
  // Which key and account it will be is not known yet, and does not matter to who is everyone.
  const statements = policy.statements.map((statement) => ({ ...statement, resources: [] }))
  const open = publicStatements({ statements }, { arn: '', account: '' })
  // A pin whose value is known only after apply may be a good one.
  if (open.length > 0 && open.every(({ conditions }) => conditions.some(isUnknown)))
    return {
      status: 'MANUAL',
      reasonCode: 'POLICY_UNPROVEN',
      reasonText:
        'Whether a condition of the key policy holds callers down is not known before it is deployed.',
    }
  return {
    status: open.length > 0 ? 'FAIL' : 'PASS',
    reasonCode: open.length > 0 ? 'POLICY_PUBLIC' : 'POLICY_NOT_PUBLIC',
    reasonText:
      open.length > 0 ? 'The key policy lets everyone in.' : 'The key policy grants nothing to everyone.',
  }
})

const yearDays = 365

function rotates({
  KeySpec,
  Origin,
  customer_master_key_spec: spec = KeySpec,
  custom_key_store_id: store,
}: Readonly<Record<string, unknown>>): boolean {
  return (
    (spec ?? 'SYMMETRIC_DEFAULT') === 'SYMMETRIC_DEFAULT' &&
    (Origin ?? 'AWS_KMS') === 'AWS_KMS' &&
    store == null
  )
}

function isOn(value: unknown): boolean {
  return value === true || value === 'true'
}

function readPolicy(value: unknown): Policy | null {
  return typeof value === 'string' ? parsePolicy(value) : policyOf(value)
}

/** As `plainValue` writes it. */
function isUnknown({ values }: Condition): boolean {
  return values.some((value) => value.includes('known-after-apply'))
}
