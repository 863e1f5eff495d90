/** What the tests of the rules about keys share: keys of all kinds, and scans of a fake account that has them. */

import type { Finding } from '../../src/posture/finding.ts'
import type { Rule } from '../../src/posture/rule.ts'
import { bedrockGuardrailCmk } from '../../src/posture/rules/bedrock-guardrail-cmk.ts'
import { kmsRules } from '../../src/posture/rules/kms-rules.ts'
import { type FakeAws, type FakeHandlers, type FakeInput, fakeAccount } from '../support/fake-aws.ts'
import { type FakeKey, fakeKey, keyHandlers, keys } from '../support/fake-keys.ts'
import { type ScanWithOptions, scanWith } from '../support/scan.ts'
import { arn } from './subjects/subject.ts'

export const dayMs = 86_400_000
export const now = Date.UTC(2026, 5, 1)
export const daysAgo = (days: number) => new Date(now - days * dayMs)

/** Name of the resource, status, reason. */
export type Row = readonly [string, string, string]

export type ScanRule = (id: string, handlers: FakeHandlers, options?: ScanWithOptions) => Promise<Finding[]>

/** Scans for one rule about keys. */
export function ruleScan(fake: FakeAws): ScanRule {
  return async (id, handlers, options = {}) => {
    fake.set(handlers)
    return scanWith(fake, [ruleOf(id)], { now, ...options })
  }
}

/** The same with guardrails that name keys; only what the rule about keys has said. */
export function scanWithGuardrails(fake: FakeAws): ScanRule {
  return async (id, handlers, options = {}) => {
    fake.set(handlers)
    const findings = await scanWith(fake, [bedrockGuardrailCmk, ruleOf(id)], { now, ...options })
    return findings.filter(({ ruleId }) => ruleId === id)
  }
}

function ruleOf(id: string): Rule {
  return kmsRules.find((one) => one.id === id) as Rule
}

/** Keys by the words that stand for them here. */
export function rows(findings: readonly Finding[], known: Readonly<Record<string, FakeKey>>): Row[] {
  const names = new Map(Object.entries(known).map(([name, { metadata }]) => [metadata.KeyId, name]))
  return findings
    .map(
      ({ resource, status, reasonCode }): Row => [
        names.get(resource.name) ?? resource.name,
        status,
        reasonCode,
      ],
    )
    .toSorted((left, right) => (left.join() < right.join() ? -1 : 1))
}

export const account = fakeAccount
export const primary = {
  MultiRegionKeyType: 'PRIMARY',
  PrimaryKey: { Region: 'us-east-1' },
  ReplicaKeys: [{ Region: 'eu-west-1' }],
}

export const kinds = {
  plain: fakeKey(20),
  awsManaged: keys.awsManaged,
  disabled: keys.disabled,
  pending: fakeKey(21, { KeyState: 'PendingDeletion', DeletionDate: new Date(now + 6.5 * dayMs) }),
  rsa: keys.asymmetric,
  hmac: fakeKey(22, { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }),
  imported: keys.imported,
  hsm: fakeKey(23, { Origin: 'AWS_CLOUDHSM' }),
  xks: fakeKey(24, { Origin: 'EXTERNAL_KEY_STORE' }),
  primary: fakeKey(25, { MultiRegionConfiguration: primary }, { mrk: true }),
  replica: fakeKey(
    26,
    { MultiRegionConfiguration: { ...primary, MultiRegionKeyType: 'REPLICA' } },
    { mrk: true },
  ),
  denied: keys.denied,
  unmanaged: keys.unmanaged,
}
export const all = Object.values(kinds)
export const listing = (...some: readonly FakeKey[]) => keyHandlers(some)

export const rootStatement = {
  Sid: 'Root',
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${account}:root` },
  Action: 'kms:*',
  Resource: '*',
}
export const grant = (GrantId: string, more: object = {}) => ({
  GrantId,
  GranteePrincipal: `arn:aws:iam::${account}:role/App`,
  IssuingAccount: `arn:aws:iam::${account}:root`,
  Operations: ['Decrypt'],
  ...more,
})
/** Guardrails that name these keys. */
export function guardrailsUnder(named: Readonly<Record<string, string>>): FakeHandlers {
  return {
    'bedrock:ListGuardrails': {
      guardrails: Object.keys(named).map((name) => ({
        id: name,
        name,
        arn: arn('bedrock', `guardrail/${name}`),
        status: 'READY',
      })),
    },
    'bedrock:GetGuardrail': ({ guardrailIdentifier }: FakeInput) => ({
      guardrailArn: arn('bedrock', `guardrail/${guardrailIdentifier}`),
      kmsKeyArn: named[String(guardrailIdentifier)],
      status: 'READY',
    }),
  }
}
