import type { GetAccountAuthorizationDetailsResponse, PolicyDetail } from '@aws-sdk/client-iam'
import { type Api, ApiError } from '../api.ts'
import type { Collector } from '../collector.ts'
import { type Policy, parsePolicy } from '../policies/policy-document.ts'
import { iam } from '../services.ts'
import { here } from './here.ts'
import { type ListedPolicy, listPolicies, policyListActions } from './iam-policy-lists.ts'
import { pages } from './pages.ts'

export interface IamPolicyFacts {
  /** Null: it is no policy. */
  readonly policy: Policy | null
  /** Name of a policy that is written into a user, group or role; null: it stands by itself. */
  readonly inline: string | null
}

/**
 * The customer's attached policies and those written into users, groups and roles: all in one list, a thousand at a time.
 * Where that is not offered or not allowed, one by one.
 */
export const iamPolicies: Collector<IamPolicyFacts, ListedPolicy> = {
  id: 'iam.policies',
  service: iam,
  iam: ['iam:GetAccountAuthorizationDetails', ...policyListActions],
  scope: 'global',
  resourceType: 'AWS::IAM::ManagedPolicy',
  async *list(api) {
    try {
      yield* allAtOnce(api)
    } catch (error) {
      if (!(error instanceof ApiError) || !['not-implemented', 'denied'].includes(error.kind)) throw error
      yield* oneByOne(api, error)
    }
  },
  identify: ({ arn, name, inline }) => ({ uid: inline === null ? arn : `${arn} ${inline}`, name }),
  async read(api, { arn, type, name, inline, document }) {
    return [here(api, { uid: arn, type, name, facts: { policy: parsePolicy(await document()), inline } })]
  },
}

/** @param reason why not at once: what is said when this does not work either because the endpoint lacks it. */
async function* oneByOne(api: Api, reason: ApiError): AsyncGenerator<readonly ListedPolicy[]> {
  try {
    yield* listPolicies(api)
  } catch (error) {
    throw error instanceof ApiError && error.kind === 'not-implemented' ? reason : error
  }
}

function allAtOnce(api: Api): AsyncIterable<readonly ListedPolicy[]> {
  return pages(async (Marker) => {
    const answer = await api.call(iam, 'GetAccountAuthorizationDetails', (client) =>
      client.getAccountAuthorizationDetails({
        Filter: ['User', 'Group', 'Role', 'LocalManagedPolicy'],
        MaxItems: 1000,
        Marker,
      }),
    )
    return { items: policiesOf(answer), next: answer.IsTruncated === false ? undefined : answer.Marker }
  })
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
        document: async () =>
          PolicyVersionList?.find(({ IsDefaultVersion }) => IsDefaultVersion)?.Document ?? '',
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
    document: async () => PolicyDocument,
  }))
}
