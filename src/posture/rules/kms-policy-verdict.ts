import type { KmsPolicyFacts } from '../collectors/kms-policies.ts'
import type { KeyOwner } from '../policies/key-policy-verdicts.ts'
import type { Policy, Statement } from '../policies/policy-document.ts'
import type { Resource } from '../resource.ts'
import type { Verdict } from '../rule.ts'
import { evidence, unclearManager, unread } from './kms-key-verdict.ts'

/** What a rule says of a policy that could be read; `text` follows "The policy of the key …". */
interface PolicyAnswer {
  readonly fails?: true
  readonly reasonCode: string
  readonly text: string
}

/** Policies that cannot be read or understood are for a person; others are the rule's. A policy's text is never shown. */
export function judgePolicy(
  { facts: { key, policy, failed }, uid, account, at }: Resource<KmsPolicyFacts>,
  answer: (policy: Policy, owner: KeyOwner) => PolicyAnswer | Verdict,
): Verdict {
  const unclear = unclearManager(key)
  if (unclear !== undefined) return unclear
  if (failed !== null)
    return failed.kind === 'denied'
      ? { ...unread(failed, uid), reasonCode: 'POLICY_UNREADABLE' }
      : unread(failed, uid)
  if (policy === null)
    return {
      status: 'MANUAL',
      reasonCode: 'POLICY_UNPARSABLE',
      reasonText: `The policy of the key ${key.id} could not be understood.`,
    }
  const given = answer(policy, { arn: uid, account })
  if ('status' in given) return given
  return {
    status: given.fails ? 'FAIL' : 'PASS',
    reasonCode: given.reasonCode,
    reasonText: `The policy of the key ${key.id} ${given.text}.`,
    evidence: [evidence('kms:GetKeyPolicy', 'Policy', null, at)],
  }
}

/** `statement A`, `statements A and 2`: their Sids, or their numbers. */
export function labelsOf(statements: readonly Statement[]): string {
  const labels = [...new Set(statements.map(({ label }) => label))]
  return `statement${labels.length === 1 ? '' : 's'} ${labels.join(', ')}`
}
