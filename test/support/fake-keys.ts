/** KMS keys for the fake: one of each kind that a resource may name. */

import { error, type FakeHandlers, fakeAccount } from './fake-aws.ts'

export interface FakeKey {
  readonly arn: string
  readonly metadata: Readonly<Record<string, unknown>>
}

export const fakeRegion = 'us-east-1'

/** @param n makes its id; the same number is the same key. */
export function fakeKey(
  n: number,
  metadata: Readonly<Record<string, unknown>> = {},
  { account = fakeAccount, region = fakeRegion, mrk = false } = {},
): FakeKey {
  const id = mrk
    ? `mrk-${String(n).padStart(32, '0')}`
    : `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
  const arn = `arn:aws:kms:${region}:${account}:key/${id}`
  return {
    arn,
    metadata: {
      KeyId: id,
      Arn: arn,
      AWSAccountId: account,
      KeyManager: 'CUSTOMER',
      KeyState: 'Enabled',
      Enabled: true,
      KeySpec: 'SYMMETRIC_DEFAULT',
      KeyUsage: 'ENCRYPT_DECRYPT',
      Origin: 'AWS_KMS',
      MultiRegion: mrk,
      CreationDate: new Date('2025-01-01T00:00:00Z'),
      ...metadata,
    },
  }
}

export const keys = {
  customer: fakeKey(1),
  awsManaged: fakeKey(2, { KeyManager: 'AWS' }),
  disabled: fakeKey(3, { KeyState: 'Disabled', Enabled: false }),
  pendingDeletion: fakeKey(4, {
    KeyState: 'PendingDeletion',
    Enabled: false,
    DeletionDate: new Date('2027-01-01'),
  }),
  asymmetric: fakeKey(5, { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' }),
  otherRegion: fakeKey(6, {}, { region: 'eu-west-1' }),
  otherAccount: fakeKey(7, {}, { account: '999900001111' }),
  /** Not there: DescribeKey answers NotFoundException. */
  deleted: fakeKey(8),
  /** DescribeKey is denied. */
  denied: fakeKey(9),
  imported: fakeKey(10, { Origin: 'EXTERNAL' }),
  /** An answer that does not say who manages it. */
  unmanaged: fakeKey(11, { KeyManager: undefined }),
} as const

/**
 * Handlers of kms:ListKeys, DescribeKey and ListAliases. What is not among the keys does not exist.
 * @param aliases name without `alias/` to key; null: an alias without a key.
 */
export function keyHandlers(
  known: readonly FakeKey[] = Object.values(keys).filter((key) => key !== keys.deleted),
  aliases: Readonly<Record<string, FakeKey | null>> = {},
): FakeHandlers {
  return {
    'kms:ListKeys': {
      Keys: known.map(({ arn, metadata }) => ({ KeyArn: arn, KeyId: metadata.KeyId })),
      Truncated: false,
    },
    'kms:ListAliases': {
      Aliases: Object.entries(aliases).map(([name, key]) => ({
        AliasName: `alias/${name}`,
        AliasArn: `arn:aws:kms:${fakeRegion}:${fakeAccount}:alias/${name}`,
        TargetKeyId: key?.metadata.KeyId,
      })),
      Truncated: false,
    },
    'kms:DescribeKey': ({ KeyId }: Readonly<Record<string, unknown>>) => {
      if (KeyId === keys.denied.arn) return error('AccessDeniedException', 400)
      const key = known.find(({ arn }) => arn === KeyId)
      return key === undefined ? error('NotFoundException', 400) : { KeyMetadata: key.metadata }
    },
  }
}
