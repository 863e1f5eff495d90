/** All operations of KMS's API: what the gateway can call, and what Keyhold does not have yet. */

import type { KMS } from '@aws-sdk/client-kms'
import { missing, type OperationTable, type Service } from '../call/operation.ts'
import type { Kms } from './kms.ts'
import { cancelKeyDeletion } from './operations/cancel-key-deletion.ts'
import { createAlias } from './operations/create-alias.ts'
import { createGrant } from './operations/create-grant.ts'
import { createKey } from './operations/create-key.ts'
import { decrypt } from './operations/decrypt.ts'
import { deleteAlias } from './operations/delete-alias.ts'
import { describeKey } from './operations/describe-key.ts'
import { disableKey } from './operations/disable-key.ts'
import { enableKey } from './operations/enable-key.ts'
import { encrypt } from './operations/encrypt.ts'
import { generateDataKey } from './operations/generate-data-key.ts'
import { generateDataKeyWithoutPlaintext } from './operations/generate-data-key-without-plaintext.ts'
import { generateRandom } from './operations/generate-random.ts'
import { getKeyPolicy } from './operations/get-key-policy.ts'
import { listAliases } from './operations/list-aliases.ts'
import { listGrants } from './operations/list-grants.ts'
import { listKeyPolicies } from './operations/list-key-policies.ts'
import { listKeys } from './operations/list-keys.ts'
import { listResourceTags } from './operations/list-resource-tags.ts'
import { listRetirableGrants } from './operations/list-retirable-grants.ts'
import { putKeyPolicy } from './operations/put-key-policy.ts'
import { reEncrypt } from './operations/re-encrypt.ts'
import { retireGrant } from './operations/retire-grant.ts'
import { revokeGrant } from './operations/revoke-grant.ts'
import { scheduleKeyDeletion } from './operations/schedule-key-deletion.ts'
import { tagResource } from './operations/tag-resource.ts'
import { untagResource } from './operations/untag-resource.ts'
import { updateAlias } from './operations/update-alias.ts'
import { updateKeyDescription } from './operations/update-key-description.ts'

export const kmsOperations = {
  CancelKeyDeletion: cancelKeyDeletion,
  ConnectCustomKeyStore: missing,
  CreateAlias: createAlias,
  CreateCustomKeyStore: missing,
  CreateGrant: createGrant,
  CreateKey: createKey,
  Decapsulate: missing,
  Decrypt: decrypt,
  DeleteAlias: deleteAlias,
  DeleteCustomKeyStore: missing,
  DeleteImportedKeyMaterial: missing,
  DeriveSharedSecret: missing,
  DescribeCustomKeyStores: missing,
  DescribeKey: describeKey,
  DisableKey: disableKey,
  DisableKeyRotation: missing,
  DisconnectCustomKeyStore: missing,
  EnableKey: enableKey,
  EnableKeyRotation: missing,
  Encapsulate: missing,
  Encrypt: encrypt,
  GenerateDataKey: generateDataKey,
  GenerateDataKeyPair: missing,
  GenerateDataKeyPairWithoutPlaintext: missing,
  GenerateDataKeyWithoutPlaintext: generateDataKeyWithoutPlaintext,
  GenerateMac: missing,
  GenerateRandom: generateRandom,
  GetKeyLastUsage: missing,
  GetKeyPolicy: getKeyPolicy,
  GetKeyRotationStatus: missing,
  GetParametersForImport: missing,
  GetPublicKey: missing,
  ImportKeyMaterial: missing,
  ListAliases: listAliases,
  ListGrants: listGrants,
  ListKeyPolicies: listKeyPolicies,
  ListKeyRotations: missing,
  ListKeys: listKeys,
  ListResourceTags: listResourceTags,
  ListRetirableGrants: listRetirableGrants,
  PutKeyPolicy: putKeyPolicy,
  ReEncrypt: reEncrypt,
  ReplicateKey: missing,
  RetireGrant: retireGrant,
  RevokeGrant: revokeGrant,
  RotateKeyOnDemand: missing,
  ScheduleKeyDeletion: scheduleKeyDeletion,
  Sign: missing,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateAlias: updateAlias,
  UpdateCustomKeyStore: missing,
  UpdateKeyDescription: updateKeyDescription,
  UpdatePrimaryRegion: missing,
  Verify: missing,
  VerifyMac: missing,
} satisfies OperationTable<Kms, KMS>

/** KMS as the gateway mounts it. */
export function kmsService(kms: Kms): Service {
  return { name: 'kms', room: kms, operations: kmsOperations }
}
