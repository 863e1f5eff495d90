/** All operations of KMS's API, as the gateway calls them. */

import type { KMS } from '@aws-sdk/client-kms'
import type { OperationTable, Service } from '../call/operation.ts'
import { noted } from './key-usage.ts'
import type { Kms } from './kms.ts'
import { cancelKeyDeletion } from './operations/cancel-key-deletion.ts'
import { connectCustomKeyStore } from './operations/connect-custom-key-store.ts'
import { createAlias } from './operations/create-alias.ts'
import { createCustomKeyStore } from './operations/create-custom-key-store.ts'
import { createGrant } from './operations/create-grant.ts'
import { createKey } from './operations/create-key.ts'
import { decapsulate } from './operations/decapsulate.ts'
import { decrypt } from './operations/decrypt.ts'
import { deleteAlias } from './operations/delete-alias.ts'
import { deleteCustomKeyStore } from './operations/delete-custom-key-store.ts'
import { deleteImportedKeyMaterial } from './operations/delete-imported-key-material.ts'
import { deriveSharedSecret } from './operations/derive-shared-secret.ts'
import { describeCustomKeyStores } from './operations/describe-custom-key-stores.ts'
import { describeKey } from './operations/describe-key.ts'
import { disableKey } from './operations/disable-key.ts'
import { disableKeyRotation } from './operations/disable-key-rotation.ts'
import { disconnectCustomKeyStore } from './operations/disconnect-custom-key-store.ts'
import { enableKey } from './operations/enable-key.ts'
import { enableKeyRotation } from './operations/enable-key-rotation.ts'
import { encapsulate } from './operations/encapsulate.ts'
import { encrypt } from './operations/encrypt.ts'
import { generateDataKey } from './operations/generate-data-key.ts'
import { generateDataKeyPair } from './operations/generate-data-key-pair.ts'
import { generateDataKeyPairWithoutPlaintext } from './operations/generate-data-key-pair-without-plaintext.ts'
import { generateDataKeyWithoutPlaintext } from './operations/generate-data-key-without-plaintext.ts'
import { generateMac } from './operations/generate-mac.ts'
import { generateRandom } from './operations/generate-random.ts'
import { getKeyLastUsage } from './operations/get-key-last-usage.ts'
import { getKeyPolicy } from './operations/get-key-policy.ts'
import { getKeyRotationStatus } from './operations/get-key-rotation-status.ts'
import { getParametersForImport } from './operations/get-parameters-for-import.ts'
import { getPublicKey } from './operations/get-public-key.ts'
import { importKeyMaterial } from './operations/import-key-material.ts'
import { listAliases } from './operations/list-aliases.ts'
import { listGrants } from './operations/list-grants.ts'
import { listKeyPolicies } from './operations/list-key-policies.ts'
import { listKeyRotations } from './operations/list-key-rotations.ts'
import { listKeys } from './operations/list-keys.ts'
import { listResourceTags } from './operations/list-resource-tags.ts'
import { listRetirableGrants } from './operations/list-retirable-grants.ts'
import { putKeyPolicy } from './operations/put-key-policy.ts'
import { reEncrypt } from './operations/re-encrypt.ts'
import { replicateKey } from './operations/replicate-key.ts'
import { retireGrant } from './operations/retire-grant.ts'
import { revokeGrant } from './operations/revoke-grant.ts'
import { rotateKeyOnDemand } from './operations/rotate-key-on-demand.ts'
import { scheduleKeyDeletion } from './operations/schedule-key-deletion.ts'
import { sign } from './operations/sign.ts'
import { tagResource } from './operations/tag-resource.ts'
import { untagResource } from './operations/untag-resource.ts'
import { updateAlias } from './operations/update-alias.ts'
import { updateCustomKeyStore } from './operations/update-custom-key-store.ts'
import { updateKeyDescription } from './operations/update-key-description.ts'
import { updatePrimaryRegion } from './operations/update-primary-region.ts'
import { verify } from './operations/verify.ts'
import { verifyMac } from './operations/verify-mac.ts'
export const kmsOperations = {
  CancelKeyDeletion: cancelKeyDeletion,
  ConnectCustomKeyStore: connectCustomKeyStore,
  CreateAlias: createAlias,
  CreateCustomKeyStore: createCustomKeyStore,
  CreateGrant: createGrant,
  CreateKey: createKey,
  Decapsulate: noted(decapsulate),
  Decrypt: noted(decrypt),
  DeleteAlias: deleteAlias,
  DeleteCustomKeyStore: deleteCustomKeyStore,
  DeleteImportedKeyMaterial: deleteImportedKeyMaterial,
  DeriveSharedSecret: noted(deriveSharedSecret),
  DescribeCustomKeyStores: describeCustomKeyStores,
  DescribeKey: describeKey,
  DisableKey: disableKey,
  DisableKeyRotation: disableKeyRotation,
  DisconnectCustomKeyStore: disconnectCustomKeyStore,
  EnableKey: enableKey,
  EnableKeyRotation: enableKeyRotation,
  Encapsulate: noted(encapsulate),
  Encrypt: noted(encrypt),
  GenerateDataKey: noted(generateDataKey),
  GenerateDataKeyPair: noted(generateDataKeyPair),
  GenerateDataKeyPairWithoutPlaintext: noted(generateDataKeyPairWithoutPlaintext),
  GenerateDataKeyWithoutPlaintext: noted(generateDataKeyWithoutPlaintext),
  GenerateMac: noted(generateMac),
  GenerateRandom: generateRandom,
  GetKeyLastUsage: getKeyLastUsage,
  GetKeyPolicy: getKeyPolicy,
  GetKeyRotationStatus: getKeyRotationStatus,
  GetParametersForImport: getParametersForImport,
  GetPublicKey: getPublicKey,
  ImportKeyMaterial: importKeyMaterial,
  ListAliases: listAliases,
  ListGrants: listGrants,
  ListKeyPolicies: listKeyPolicies,
  ListKeyRotations: listKeyRotations,
  ListKeys: listKeys,
  ListResourceTags: listResourceTags,
  ListRetirableGrants: listRetirableGrants,
  PutKeyPolicy: putKeyPolicy,
  ReEncrypt: noted(reEncrypt),
  ReplicateKey: replicateKey,
  RetireGrant: retireGrant,
  RevokeGrant: revokeGrant,
  RotateKeyOnDemand: rotateKeyOnDemand,
  ScheduleKeyDeletion: scheduleKeyDeletion,
  Sign: noted(sign),
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateAlias: updateAlias,
  UpdateCustomKeyStore: updateCustomKeyStore,
  UpdateKeyDescription: updateKeyDescription,
  UpdatePrimaryRegion: updatePrimaryRegion,
  Verify: noted(verify),
  VerifyMac: noted(verifyMac),
} satisfies OperationTable<Kms, KMS>

/** KMS as the gateway mounts it. */
export function kmsService(kms: Kms): Service {
  return { name: 'kms', room: kms, operations: kmsOperations }
}
