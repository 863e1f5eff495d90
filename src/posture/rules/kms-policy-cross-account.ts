import { type KmsAccessFacts, kmsAccess } from '../collectors/kms-access.ts'
import { crossAccountFix } from '../fix/changes/key-policy.ts'
import { foreignGrants } from '../policies/grant-verdicts.ts'
import { foreignUses } from '../policies/key-policy-verdicts.ts'
import type { ResourceRule } from '../rule.ts'
import { unread } from './kms-key-verdict.ts'
import { judgePolicy, labelsOf } from './kms-policy-verdict.ts'

export const kmsPolicyCrossAccount: ResourceRule<KmsAccessFacts> = {
  kind: 'resource',
  id: 'kms-policy-cross-account',
  version: 1,
  title: 'Key use by other accounts is limited to approved accounts',
  why: 'Another account that may use a key reads what is under it, by rules of its own.',
  service: 'kms',
  severity: 'MEDIUM',
  mode: 'IN-PLACE',
  bundles: ['C-POL'],
  counterparts: ['Conformity KMS cross-account access'],
  resourceType: 'AWS::KMS::Key',
  remediation: {
    summary:
      'PutKeyPolicy without the statement, or RevokeGrant; or name the account among the trusted key accounts.',
    url: 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html',
  },
  collector: kmsAccess,
  keyReferences: () => [],
  judge: (resource, _keys, { trustedKeyAccounts }) => [
    judgePolicy(resource, (policy, owner) => {
      const { grants, grantsFailed } = resource.facts
      const statements = foreignUses(policy, owner, trustedKeyAccounts)
      const foreign = foreignGrants(grants ?? [], owner.account, trustedKeyAccounts)
      const found = [
        ...statements.map(({ statement, account }) => `${accountWord(account)} in ${labelsOf([statement])}`),
        ...foreign.map(({ grant, account }) => `${accountWord(account)} in grant ${grant.id}`),
      ]
      if (found.length > 0)
        return {
          fails: true,
          reasonCode: 'KEY_SHARED_WITH_OTHER_ACCOUNT',
          text: `or its grants let in ${found.join(', ')}`,
        }
      if (grantsFailed !== null) return unread(grantsFailed, owner.arn)
      return { reasonCode: 'KEY_NOT_SHARED', text: 'and grants let in no account that is not trusted' }
    }),
  ],
  fix: crossAccountFix,
}

function accountWord(account: string): string {
  return account === '*' ? 'any account' : `account ${account}`
}
