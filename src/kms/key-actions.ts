/**
 * What is authorized on a key, as rows: one for each IAM action that has a key as its resource (KMS Developer Guide, "AWS
 * KMS permissions": columns "Cross-account use" and "Resources"; "Grant operations").
 */

export interface KeyAction {
  /** May the key be named by an alias? */
  readonly aliases: boolean
  /** May a principal of another account be allowed? Key policies cannot allow what is not listed here. */
  readonly crossAccount: boolean
  /** May a grant allow it? */
  readonly grantable: boolean
}

const cryptographic: KeyAction = { aliases: true, crossAccount: true, grantable: true }
const management: KeyAction = { aliases: false, crossAccount: false, grantable: false }
const grantManagement: KeyAction = { aliases: false, crossAccount: true, grantable: false }

export const keyActions = {
  CancelKeyDeletion: management,
  CreateAlias: management,
  CreateGrant: { aliases: false, crossAccount: true, grantable: true },
  Decrypt: cryptographic,
  DeleteAlias: management,
  DescribeKey: cryptographic,
  DisableKey: management,
  EnableKey: management,
  Encrypt: cryptographic,
  GenerateDataKey: cryptographic,
  GenerateDataKeyWithoutPlaintext: cryptographic,
  GetKeyPolicy: management,
  ListAliases: management,
  ListGrants: grantManagement,
  ListKeyPolicies: management,
  ListResourceTags: management,
  PutKeyPolicy: management,
  ReEncryptFrom: cryptographic,
  ReEncryptTo: cryptographic,
  // Never allowed by a policy on the key: see operations/retire-grant.ts.
  RetireGrant: grantManagement,
  RevokeGrant: grantManagement,
  ScheduleKeyDeletion: management,
  TagResource: management,
  UntagResource: management,
  UpdateAlias: management,
  UpdateKeyDescription: management,
} satisfies Record<string, KeyAction>

export type KeyActionName = keyof typeof keyActions
