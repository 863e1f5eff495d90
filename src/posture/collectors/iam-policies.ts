import type { GetAccountAuthorizationDetailsResponse, PolicyDetail } from '@aws-sdk/client-iam'
import type { Collector } from '../collector.ts'
import { type Policy, parsePolicy } from '../policies/policy-document.ts'
import { iam } from '../services.ts'
import { here } from './here.ts'
import { pages } from './pages.ts'

export interface IamPolicyFacts {
  /** Null: it is no policy. */
  readonly policy: Policy | null
  /** Name of a policy that is written into a user, group or role; null: it stands by itself. */
  readonly inline: string | null
}

interface ListedPolicy {
  /** Its own ARN, or of whom it is written into. */
  readonly arn: string
  readonly type: string
  readonly name: string
  readonly inline: string | null
  readonly document: string
}

/** The customer's attached policies and those written into users, groups and roles: all in one list, a thousand at a time. */
export const iamPolicies: Collector<IamPolicyFacts, ListedPolicy> = {
  id: 'iam.policies',
  service: iam,
  iam: ['iam:GetAccountAuthorizationDetails'],
  scope: 'global',
  resourceType: 'AWS::IAM::ManagedPolicy',
  list: (api) =>
    pages(async (Marker) => {
      const answer = await api.call(iam, 'GetAccountAuthorizationDetails', (client) =>
        client.getAccountAuthorizationDetails({
          Filter: ['User', 'Group', 'Role', 'LocalManagedPolicy'],
          MaxItems: 1000,
          Marker,
        }),
      )
      return { items: policiesOf(answer), next: answer.IsTruncated === false ? undefined : answer.Marker }
    }),
  identify: ({ arn, name, inline }) => ({ uid: inline === null ? arn : `${arn} ${inline}`, name }),
  async read(api, { arn, type, name, inline, document }) {
    return [here(api, { uid: arn, type, name, facts: { policy: parsePolicy(document), inline } })]
  },
}

function policiesOf(answer: GetAccountAuthorizationDetailsResponse): ListedPolicy[] {
  const { UserDetailList, GroupDetailList, RoleDetailList, Policies } = answer
  return [
    ...(UserDetailList ?? []).flatMap((user) =>
      inlinePolicies('AWS::IAM::User', user.Arn, user.UserName, user.UserPolicyList),
    ),
    ...(GroupDetailList ?? []).flatMap((group) =>
      inlinePolicies('AWS::IAM::Group', group.Arn, group.GroupName, group.GroupPolicyList),
    ),
    ...(RoleDetailList ?? []).flatMap((role) =>
      inlinePolicies('AWS::IAM::Role', role.Arn, role.RoleName, role.RolePolicyList),
    ),
    ...(Policies ?? [])
      .filter(({ AttachmentCount }) => AttachmentCount !== 0)
      .map(({ Arn = '', PolicyName = '', PolicyVersionList }) => ({
        arn: Arn,
        type: 'AWS::IAM::ManagedPolicy',
        name: PolicyName,
        inline: null,
        document: PolicyVersionList?.find(({ IsDefaultVersion }) => IsDefaultVersion)?.Document ?? '',
      })),
  ]
}

function inlinePolicies(
  type: string,
  arn = '',
  name = '',
  policies: readonly PolicyDetail[] = [],
): ListedPolicy[] {
  return policies.map(({ PolicyName = '', PolicyDocument = '' }) => ({
    arn,
    type,
    name: `${name}/${PolicyName}`,
    inline: PolicyName,
    document: PolicyDocument,
  }))
}
