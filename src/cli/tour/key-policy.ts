/** The key policy that the Q Business user guide gives for a customer managed key, word for word but for the names. */
export function qbusinessKeyPolicy(names: {
  readonly accountId: string
  readonly region: string
  readonly roleArn: string
}): string {
  const { accountId, region, roleArn } = names
  return JSON.stringify({
    Version: '2012-10-17',
    Id: 'qbusiness-customer-managed-key',
    Statement: [
      {
        Sid: 'Allow access to principals authorized to use Amazon Q Business',
        Effect: 'Allow',
        Principal: { AWS: roleArn },
        Action: ['kms:DescribeKey', 'kms:CreateGrant'],
        Resource: '*',
        Condition: {
          StringEquals: {
            'kms:ViaService': `qbusiness.${region}.amazonaws.com`,
            'kms:CallerAccount': accountId,
          },
        },
      },
      {
        Sid: 'Allow access for key administrators',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Action: ['kms:*'],
        Resource: '*',
      },
      {
        Sid: 'Allow read-only access to key metadata to the account',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:RevokeGrant'],
        Resource: '*',
      },
    ],
  })
}
