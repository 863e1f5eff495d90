/** The smallest read policy for some rules. */

import type { Rule } from '../rule.ts'

export interface IamPolicy {
  readonly Version: '2012-10-17'
  readonly Statement: readonly {
    readonly Sid: string
    readonly Effect: 'Allow'
    readonly Action: readonly string[]
    readonly Resource: '*'
  }[]
}

const keyActions = ['kms:DescribeKey', 'kms:ListAliases']

export interface IamPolicyOptions {
  readonly organization: boolean
  readonly readsKeyTags: boolean
  readonly assumesRole: boolean
  /** Reads the trail. */
  readonly watches: boolean
}

export function readPolicy(rules: readonly Rule[], options: IamPolicyOptions): IamPolicy {
  const collectors = rules.flatMap((rule) => (rule.kind === 'resource' ? [rule.collector] : rule.collectors))
  const actions = new Set([
    ...collectors.flatMap(({ iam }) => iam),
    ...keyActions,
    ...(options.readsKeyTags ? ['kms:ListResourceTags'] : []),
    ...(options.watches ? ['cloudtrail:LookupEvents'] : []),
    'account:ListRegions',
    ...(options.organization
      ? [
          'organizations:DescribeOrganization',
          'organizations:DescribeOrganizationalUnit',
          'organizations:ListAccounts',
          'organizations:ListParents',
        ]
      : []),
  ])
  return {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'KeyholdScan', Effect: 'Allow', Action: [...actions].sort(), Resource: '*' },
      ...(options.assumesRole
        ? ([
            { Sid: 'KeyholdScanAccounts', Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: '*' },
          ] as const)
        : []),
    ],
  }
}
