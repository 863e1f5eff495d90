/** What grants give away, and which stand twice. */

import { accountIn } from './statements.ts'

export interface Grant {
  readonly id: string
  readonly grantee: string | null
  /** 12 digits. */
  readonly issuingAccount: string | null
  readonly operations: readonly string[]
  /** Of the encryption context and source ARN, as one text that is equal where they are; '' where there are none. */
  readonly constraints: string
  /** Made by or for an AWS service, which would break without it. */
  readonly ofService: boolean
}

/** "Grants in AWS KMS", grant operations: those that each usage of keys has. */
const everyOperation: Readonly<Record<string, readonly string[]>> = {
  ENCRYPT_DECRYPT: [
    'Decrypt',
    'Encrypt',
    'GenerateDataKey',
    'GenerateDataKeyWithoutPlaintext',
    'GenerateDataKeyPair',
    'GenerateDataKeyPairWithoutPlaintext',
    'ReEncryptFrom',
    'ReEncryptTo',
    'CreateGrant',
    'DescribeKey',
    'RetireGrant',
  ],
  SIGN_VERIFY: ['Sign', 'Verify', 'GetPublicKey', 'CreateGrant', 'DescribeKey', 'RetireGrant'],
  GENERATE_VERIFY_MAC: ['GenerateMac', 'VerifyMac', 'CreateGrant', 'DescribeKey', 'RetireGrant'],
  KEY_AGREEMENT: ['DeriveSharedSecret', 'GetPublicKey', 'CreateGrant', 'DescribeKey', 'RetireGrant'],
}
const asymmetricDecrypt = [
  'Decrypt',
  'Encrypt',
  'ReEncryptFrom',
  'ReEncryptTo',
  'GetPublicKey',
  'CreateGrant',
  'DescribeKey',
  'RetireGrant',
]

/** The second and further ones of grants that say the same. Services' own are left alone. */
export function duplicateGrants(grants: readonly Grant[]): readonly Grant[] {
  const seen = new Set<string>()
  return grants.filter((grant) => {
    if (grant.ofService) return false
    const same = JSON.stringify([grant.grantee, [...grant.operations].sort(), grant.constraints])
    if (seen.has(same)) return true
    seen.add(same)
    return false
  })
}

/** Grants of every operation that the key has, without a constraint. Services' own are left alone. */
export function unlimitedGrants(
  grants: readonly Grant[],
  key: { readonly usage: string | undefined; readonly spec: string | undefined },
): readonly Grant[] {
  const usage = key.usage ?? 'ENCRYPT_DECRYPT'
  const symmetric = (key.spec ?? 'SYMMETRIC_DEFAULT') === 'SYMMETRIC_DEFAULT'
  const every = usage === 'ENCRYPT_DECRYPT' && !symmetric ? asymmetricDecrypt : everyOperation[usage]
  if (every === undefined) return []
  return grants.filter(
    ({ ofService, operations, constraints }) =>
      !ofService && constraints === '' && every.every((operation) => operations.includes(operation)),
  )
}

/** Grants to or by other accounts than the key's and the trusted ones. */
export function foreignGrants(
  grants: readonly Grant[],
  account: string,
  trustedAccounts: readonly string[],
): readonly { readonly grant: Grant; readonly account: string }[] {
  const known = new Set([account, ...trustedAccounts])
  return grants.flatMap((grant) => {
    const grantee = grant.ofService ? null : accountIn(grant.grantee ?? '')
    const accounts = new Set([grantee, grant.issuingAccount])
    return [...accounts]
      .filter((named) => named !== null && !known.has(named))
      .map((named) => ({ grant, account: named ?? '' }))
  })
}

/** `bedrock.us-east-1.amazonaws.com`, or the role that a service made for itself. */
export function isServicePrincipal(principal: string | undefined): boolean {
  return /^[a-z0-9.-]+\.(?:amazonaws\.com(?:\.cn)?|aws\.internal)$|:role\/aws-service-role\//.test(
    principal ?? '',
  )
}
