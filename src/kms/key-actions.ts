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
  Decapsulate: cryptographic,
  Decrypt: cryptographic,
  DeleteAlias: management,
  DeleteImportedKeyMaterial: management,
  DeriveSharedSecret: cryptographic,
  DescribeKey: cryptographic,
  DisableKey: management,
  DisableKeyRotation: management,
  EnableKey: management,
  EnableKeyRotation: management,
  Encapsulate: cryptographic,
  Encrypt: cryptographic,
  GenerateDataKey: cryptographic,
  GenerateDataKeyPair: cryptographic,
  GenerateDataKeyPairWithoutPlaintext: cryptographic,
  GenerateDataKeyWithoutPlaintext: cryptographic,
  GenerateMac: cryptographic,
  GetKeyLastUsage: management,
  GetKeyPolicy: management,
  GetKeyRotationStatus: { aliases: false, crossAccount: true, grantable: false },
  GetParametersForImport: management,
  GetPublicKey: cryptographic,
  ImportKeyMaterial: management,
  ListAliases: management,
  ListGrants: grantManagement,
  ListKeyPolicies: management,
  ListKeyRotations: management,
  ListResourceTags: management,
  PutKeyPolicy: management,
  ReEncryptFrom: cryptographic,
  ReEncryptTo: cryptographic,
  ReplicateKey: management,
  // Never allowed by a policy on the key: see operations/retire-grant.ts.
  RetireGrant: grantManagement,
  RevokeGrant: grantManagement,
  RotateKeyOnDemand: management,
  ScheduleKeyDeletion: management,
  Sign: cryptographic,
  TagResource: management,
  UntagResource: management,
  UpdateAlias: management,
  UpdateKeyDescription: management,
  UpdatePrimaryRegion: management,
  Verify: cryptographic,
  VerifyMac: cryptographic,
} satisfies Record<string, KeyAction>

export type KeyActionName = keyof typeof keyActions
