/** The AWS managed policies that Keyhold has, as AWS publishes them (AWS Managed Policy Reference Guide). */

export interface AwsManagedPolicy {
  readonly arn: string
  readonly name: string
  readonly id: string
  readonly description: string
  readonly document: string
}

const policies: readonly AwsManagedPolicy[] = [
  managed(
    'AdministratorAccess',
    'ANPAIWMBCKSKIEE64ZLYK',
    'Provides full access to AWS services and resources.',
    [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  ),
  managed(
    'PowerUserAccess',
    'ANPAJYRXTHIB4FOVS3ZXS',
    'Provides full access to AWS services and resources, but does not allow management of Users and groups.',
    [
      { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
      {
        Effect: 'Allow',
        Action: [
          'account:GetAccountInformation',
          'account:GetPrimaryEmail',
          'account:ListRegions',
          'iam:CreateServiceLinkedRole',
          'iam:DeleteServiceLinkedRole',
          'iam:ListRoles',
          'organizations:DescribeEffectivePolicy',
          'organizations:DescribeOrganization',
        ],
        Resource: '*',
      },
    ],
  ),
  managed(
    'IAMFullAccess',
    'ANPAI7XKCFMBPM3QQRRVQ',
    'Provides full access to IAM via the AWS Management Console.',
    [
      {
        Effect: 'Allow',
        Action: [
          'iam:*',
          'organizations:DescribeAccount',
          'organizations:DescribeOrganization',
          'organizations:DescribeOrganizationalUnit',
          'organizations:DescribePolicy',
          'organizations:ListChildren',
          'organizations:ListParents',
          'organizations:ListPoliciesForTarget',
          'organizations:ListRoots',
          'organizations:ListPolicies',
          'organizations:ListTargetsForPolicy',
        ],
        Resource: '*',
      },
    ],
  ),
  managed(
    'IAMReadOnlyAccess',
    'ANPAJKSO7NDY4T57MWDSQ',
    'Provides read only access to IAM via the AWS Management Console.',
    [
      {
        Effect: 'Allow',
        Action: [
          'iam:GenerateCredentialReport',
          'iam:GenerateServiceLastAccessedDetails',
          'iam:Get*',
          'iam:List*',
          'iam:SimulateCustomPolicy',
          'iam:SimulatePrincipalPolicy',
        ],
        Resource: '*',
      },
    ],
  ),
  managed(
    'AWSKeyManagementServicePowerUser',
    'ANPAJNPP7PPPPMJRV2SA4',
    'Provides access to AWS Key Management Service (KMS).',
    [
      {
        Effect: 'Allow',
        Action: [
          'kms:CreateAlias',
          'kms:CreateKey',
          'kms:DeleteAlias',
          'kms:Describe*',
          'kms:GenerateRandom',
          'kms:Get*',
          'kms:List*',
          'kms:TagResource',
          'kms:UntagResource',
          'iam:ListGroups',
          'iam:ListRoles',
          'iam:ListUsers',
        ],
        Resource: '*',
      },
    ],
  ),
]

const byArn = new Map(policies.map((policy) => [policy.arn, policy]))

/** 2015-02-06, when AWS's oldest managed policies were made. */
export const awsManagedSince = Date.UTC(2015, 1, 6, 18, 39, 46)

export const administratorAccess = 'arn:aws:iam::aws:policy/AdministratorAccess'

export function findAwsManagedPolicy(arn: string): AwsManagedPolicy | null {
  return byArn.get(arn) ?? null
}

/** By name. */
export function awsManagedPolicies(): readonly AwsManagedPolicy[] {
  return policies.toSorted((left, right) => (left.name < right.name ? -1 : 1))
}

function managed(
  name: string,
  id: string,
  description: string,
  statements: readonly object[],
): AwsManagedPolicy {
  const document = JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 4)
  return { arn: `arn:aws:iam::aws:policy/${name}`, name, id, description, document }
}
