/**
 * Key policies that give away too much: the statement gets the condition that was forgotten, or loses the stranger. PutKeyPolicy
 * replaces the whole policy, so the rest is sent again as it is, and never with BypassPolicyLockoutSafetyCheck.
 */

import { foreignUses, publicStatements, unscopedServices } from '../../policies/key-policy-verdicts.ts'
import { parsePolicy, type Statement } from '../../policies/policy-document.ts'
import { accountOf } from '../../policies/statements.ts'
import { type Change, type FixContext, NotPlanned } from '../fix.ts'
import { readPolicy } from '../key/key-step.ts'
import { confirmFor } from '../update.ts'
import { differences, hashOf } from '../values.ts'

type RawStatement = Readonly<Record<string, unknown>>

interface Written {
  readonly raw: RawStatement
  readonly statement: Statement
}

/** Null: the statement goes. @throws {NotPlanned} */
type Mend = (written: Written, context: FixContext) => RawStatement | null

interface PolicyRow {
  /** The statements to mend. */
  find(policy: { readonly statements: readonly Statement[] }, context: FixContext): readonly Statement[]
  readonly mend: Mend
  readonly precondition: string
  /** Somebody loses access: the key's name is typed. */
  readonly typed?: true
}

/** Everyone becomes everyone of this account, whose IAM policies decide then. */
export const publicPolicyFix: Change = policyFix({
  find: (policy, { resource: { uid: arn, account } }) => publicStatements(policy, { arn, account }),
  mend({ raw, statement }, { resource: { account } }) {
    if (statement.notPrincipal) {
      throw new NotPlanned(
        'NOT_PRINCIPAL',
        `Statement ${statement.label} allows all but some: write it anew with Principal.`,
      )
    }
    return withCondition(raw, 'StringEquals', 'kms:CallerAccount', account)
  },
  precondition: 'Other accounts lose the key: see in the trail who used it.',
})

/** "The confused deputy problem" of the IAM user guide; log groups by their encryption context. */
export const serviceScopeFix: Change = policyFix({
  find: (policy, { resource: { uid: arn, account } }) =>
    unscopedServices(policy, { arn, account }).map(({ statement }) => statement),
  mend({ raw, statement }, { resource: { account, partition, region } }) {
    const { principals, label } = statement
    if (principals.some(({ kind }) => kind !== 'Service')) {
      throw new NotPlanned(
        'MIXED_PRINCIPALS',
        `Statement ${label} names services and others: split it first.`,
      )
    }
    const logs = principals.filter(({ value }) => /^logs\./.test(value))
    if (logs.length > 0 && logs.length < principals.length) {
      throw new NotPlanned(
        'MIXED_PRINCIPALS',
        `Statement ${label} names CloudWatch Logs and others: split it first.`,
      )
    }
    if (logs.length === 0) return withCondition(raw, 'StringEquals', 'aws:SourceAccount', account)
    const groups = `arn:${partition}:logs:${region}:${account}:log-group:*`
    return withCondition(raw, 'ArnLike', 'kms:EncryptionContext:aws:logs:arn', groups)
  },
  precondition:
    'Not every service sends aws:SourceAccount: see that it still works afterwards, or roll back.',
})

/** Principals of accounts that are not trusted leave the statement; without any left, the statement goes. */
export const crossAccountFix: Change = policyFix({
  find: (policy, { resource: { uid: arn, account } }) =>
    foreignUses(policy, { arn, account }, []).map(({ statement }) => statement),
  mend({ raw, statement }, { resource: { account } }) {
    const stays = statement.principals.filter((principal) => accountOf(principal) === account)
    const isNamed = statement.principals.every((principal) => accountOf(principal) !== null)
    if (statement.notPrincipal || !isNamed) {
      throw new NotPlanned(
        'NOT_NAMED',
        `Statement ${statement.label} names other accounts in a condition: change it by hand.`,
      )
    }
    if (stays.length === 0) return null
    return { ...raw, Principal: { AWS: stays.map(({ value }) => value) } }
  },
  precondition:
    'The accounts lose the key at once. Put those that are meant to have it into trustedKeyAccounts instead.',
  typed: true,
})

function policyFix(row: PolicyRow): Change {
  return {
    kind: 'change',
    reads: ['kms:GetKeyPolicy'],
    writes: ['kms:PutKeyPolicy'],
    key: null,
    async plan(context) {
      const KeyId = context.resource.uid
      const before = await policyText(context)
      const after = mended(before, row, context)
      const put = (Policy: string) => ({
        service: 'kms',
        operation: 'PutKeyPolicy',
        input: { KeyId, PolicyName: 'default', Policy },
      })
      return [
        {
          mode: 'IN-PLACE',
          preconditions: [row.precondition],
          calls: [put(after)],
          inverse: [put(before)],
          irreversible: false,
          cost: 'none',
          dataEffect: 'none',
          confirm: row.typed === true ? 'typed' : confirmFor('none', false),
          optional: false,
          snapshot: hashOf(before),
          before: { Policy: JSON.parse(before) },
          after: { Policy: JSON.parse(after) },
        },
      ]
    },
    async settled(context, step) {
      const Policy = step.calls[0]?.input.Policy
      const sent: unknown = JSON.parse(String(Policy))
      const lost = differences(sent, JSON.parse(await policyText(context))).map(({ path }) => path)
      return lost.length === 0 ? { state: 'settled' } : { state: 'lost', differences: lost }
    },
  }
}

async function policyText({ api, resource }: FixContext): Promise<string> {
  const text = await readPolicy(api, resource.uid)
  if (text === null) throw new NotPlanned('POLICY_UNREADABLE', 'The key policy cannot be read.')
  return text
}

function mended(text: string, row: PolicyRow, context: FixContext): string {
  const policy = parsePolicy(text)
  if (policy === null) throw new NotPlanned('POLICY_UNPARSABLE', 'The key policy cannot be understood.')
  const document = JSON.parse(text) as { Statement: RawStatement | RawStatement[] }
  const raws = Array.isArray(document.Statement) ? document.Statement : [document.Statement]
  const found = new Set(row.find(policy, context))
  if (found.size === 0) {
    throw new NotPlanned(
      'NOT_IN_POLICY',
      'It is not the policy that allows it: look at the grants, and revoke them.',
    )
  }
  const Statement = raws.flatMap((raw, at) => {
    const statement = policy.statements[at]
    if (statement === undefined || !found.has(statement)) return [raw]
    return row.mend({ raw, statement }, context) ?? []
  })
  return JSON.stringify({ ...document, Statement })
}

/** Beside the conditions that are there: all of them must be met. */
function withCondition(raw: RawStatement, operator: string, key: string, value: string): RawStatement {
  const conditions = (raw.Condition ?? {}) as Readonly<Record<string, object>>
  return { ...raw, Condition: { ...conditions, [operator]: { ...conditions[operator], [key]: value } } }
}
