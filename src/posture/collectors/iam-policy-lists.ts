/** IAM policies by one call each, for endpoints that do not answer all at once. */

import type { Api } from '../api.ts'
import { iam } from '../services.ts'
import { type Child, childrenOf } from './children.ts'
import { listedInTurn } from './listed-in-turn.ts'
import { type Page, pages } from './pages.ts'

export const policyListActions = [
  'iam:ListPolicies',
  'iam:GetPolicyVersion',
  'iam:ListUsers',
  'iam:ListUserPolicies',
  'iam:GetUserPolicy',
  'iam:ListRoles',
  'iam:ListRolePolicies',
  'iam:GetRolePolicy',
  'iam:ListGroups',
  'iam:ListGroupPolicies',
  'iam:GetGroupPolicy',
] as const

export interface ListedPolicy {
  /** Its own ARN, or of whom it is written into. */
  readonly arn: string
  readonly type: string
  readonly name: string
  /** Name of a policy that is written into a user, group or role; null: it stands by itself. */
  readonly inline: string | null
  /** @throws {ApiError} */
  readonly document: () => Promise<string>
}

export function listPolicies(api: Api): AsyncIterable<readonly ListedPolicy[]> {
  return listedInTurn<ListedPolicy>([
    () => managed(api),
    () => inline(users(api)),
    () => inline(roles(api)),
    () => inline(groups(api)),
  ])
}

function managed(api: Api): AsyncIterable<readonly ListedPolicy[]> {
  return pages(async (Marker) => {
    const answer = await api.call(iam, 'ListPolicies', (client) =>
      client.listPolicies({ Scope: 'Local', OnlyAttached: true, MaxItems: 1000, Marker }),
    )
    const items = (answer.Policies ?? []).map(({ Arn = '', PolicyName = '', DefaultVersionId }) => ({
      arn: Arn,
      type: 'AWS::IAM::ManagedPolicy',
      name: PolicyName,
      inline: null,
      document: async () => {
        const { PolicyVersion } = await api.call(iam, 'GetPolicyVersion', (client) =>
          client.getPolicyVersion({ PolicyArn: Arn, VersionId: DefaultVersionId }),
        )
        return PolicyVersion?.Document ?? ''
      },
    }))
    return { items, next: next(answer) }
  })
}

interface Owner {
  readonly arn: string
  readonly name: string
}

interface Owners {
  readonly type: string
  list(token: string | undefined): Promise<Page<Owner>>
  policies(name: string, token: string | undefined): Promise<Page<string>>
  document(name: string, policy: string): Promise<string>
}

async function* inline(owners: Owners): AsyncGenerator<readonly ListedPolicy[]> {
  const children = childrenOf(
    pages((token) => owners.list(token)),
    (owner) => pages((token) => owners.policies(owner.name, token)),
  )
  for await (const page of children) yield page.map((child) => inlinePolicy(owners, child))
}

function inlinePolicy(owners: Owners, { parent, item, error }: Child<Owner, string>): ListedPolicy {
  return {
    arn: parent.arn,
    type: owners.type,
    name: `${parent.name}/${item ?? ''}`,
    inline: item ?? '',
    document() {
      if (error !== undefined) throw error
      return owners.document(parent.name, item)
    },
  }
}

function users(api: Api): Owners {
  return {
    type: 'AWS::IAM::User',
    async list(Marker) {
      const answer = await api.call(iam, 'ListUsers', (client) =>
        client.listUsers({ MaxItems: 1000, Marker }),
      )
      const items = (answer.Users ?? []).map(({ Arn = '', UserName = '' }) => ({ arn: Arn, name: UserName }))
      return { items, next: next(answer) }
    },
    async policies(UserName, Marker) {
      const answer = await api.call(iam, 'ListUserPolicies', (client) =>
        client.listUserPolicies({ UserName, Marker }),
      )
      return { items: answer.PolicyNames ?? [], next: next(answer) }
    },
    async document(UserName, PolicyName) {
      const answer = await api.call(iam, 'GetUserPolicy', (client) =>
        client.getUserPolicy({ UserName, PolicyName }),
      )
      return answer.PolicyDocument ?? ''
    },
  }
}

function roles(api: Api): Owners {
  return {
    type: 'AWS::IAM::Role',
    async list(Marker) {
      const answer = await api.call(iam, 'ListRoles', (client) =>
        client.listRoles({ MaxItems: 1000, Marker }),
      )
      const items = (answer.Roles ?? []).map(({ Arn = '', RoleName = '' }) => ({ arn: Arn, name: RoleName }))
      return { items, next: next(answer) }
    },
    async policies(RoleName, Marker) {
      const answer = await api.call(iam, 'ListRolePolicies', (client) =>
        client.listRolePolicies({ RoleName, Marker }),
      )
      return { items: answer.PolicyNames ?? [], next: next(answer) }
    },
    async document(RoleName, PolicyName) {
      const answer = await api.call(iam, 'GetRolePolicy', (client) =>
        client.getRolePolicy({ RoleName, PolicyName }),
      )
      return answer.PolicyDocument ?? ''
    },
  }
}

function groups(api: Api): Owners {
  return {
    type: 'AWS::IAM::Group',
    async list(Marker) {
      const answer = await api.call(iam, 'ListGroups', (client) =>
        client.listGroups({ MaxItems: 1000, Marker }),
      )
      const items = (answer.Groups ?? []).map(({ Arn = '', GroupName = '' }) => ({
        arn: Arn,
        name: GroupName,
      }))
      return { items, next: next(answer) }
    },
    async policies(GroupName, Marker) {
      const answer = await api.call(iam, 'ListGroupPolicies', (client) =>
        client.listGroupPolicies({ GroupName, Marker }),
      )
      return { items: answer.PolicyNames ?? [], next: next(answer) }
    },
    async document(GroupName, PolicyName) {
      const answer = await api.call(iam, 'GetGroupPolicy', (client) =>
        client.getGroupPolicy({ GroupName, PolicyName }),
      )
      return answer.PolicyDocument ?? ''
    },
  }
}

function next({
  IsTruncated,
  Marker,
}: {
  readonly IsTruncated?: boolean | undefined
  readonly Marker?: string | undefined
}) {
  return IsTruncated === false ? undefined : Marker
}
