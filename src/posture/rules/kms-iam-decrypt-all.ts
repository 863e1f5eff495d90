import { type IamPolicyFacts, iamPolicies } from '../collectors/iam-policies.ts'
import { decryptAllStatements } from '../policies/decrypt-all.ts'
import type { Policy } from '../policies/policy-document.ts'
import type { ResourceRule, Verdict } from '../rule.ts'
import { labelsOf } from './kms-policy-verdict.ts'

export const kmsIamDecryptAll: ResourceRule<IamPolicyFacts> = {
  kind: 'resource',
  id: 'kms-iam-decrypt-all',
  version: 1,
  title: 'IAM policies do not allow decrypt on every key',
  why: "Whoever holds such a policy reads everything under every key that trusts the account's IAM, also under keys that are made later.",
  service: 'kms',
  severity: 'MEDIUM',
  mode: 'ADVICE',
  bundles: ['C-IAM'],
  counterparts: ['Security Hub KMS.1', 'Security Hub KMS.2', 'Prowler iam_policy_no_full_access_to_kms'],
  resourceType: 'AWS::IAM::ManagedPolicy',
  remediation: {
    summary:
      'Name the keys in Resource, or add a condition on kms:ViaService, kms:ResourceAliases or a resource tag; then CreatePolicyVersion, PutRolePolicy, PutUserPolicy or PutGroupPolicy.',
    url: 'https://docs.aws.amazon.com/kms/latest/developerguide/iam-policies-best-practices.html',
  },
  collector: iamPolicies,
  keyReferences: () => [],
  judge: ({ facts: { policy, inline }, name }) => [
    { ...judgeDocument(policy, name), ...(inline !== null && { subKey: `inline:${inline}` }) },
  ],
  fix: null,
}

function judgeDocument(policy: Policy | null, name: string): Verdict {
  if (policy === null)
    return {
      status: 'MANUAL',
      reasonCode: 'POLICY_UNPARSABLE',
      reasonText: `The policy ${name} could not be understood.`,
    }
  const found = decryptAllStatements(policy)
  return found.length === 0
    ? {
        status: 'PASS',
        reasonCode: 'DECRYPT_LIMITED',
        reasonText: `The policy ${name} does not allow decryption on every key.`,
      }
    : {
        status: 'FAIL',
        reasonCode: 'DECRYPT_ALL_KEYS',
        reasonText: `The policy ${name} allows decryption on every key: ${labelsOf(found)}.`,
      }
}
