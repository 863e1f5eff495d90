/** KeyMetadata, as DescribeKey and CreateKey answer it. */

import type { KeyMetadata, MultiRegionConfiguration } from '@aws-sdk/client-kms'
import { keyAlgorithms, symmetricDefault } from './key-specs.ts'
import type { KmsKey } from './kms-key.ts'
import { multiRegionKeyType } from './multi-region.ts'

export function keyMetadata(key: KmsKey): KeyMetadata {
  const algorithms = keyAlgorithms(key.spec, key.usage)
  const metadata: Record<string, unknown> = {
    AWSAccountId: key.accountId,
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: new Date(key.createdAt),
    Enabled: key.state === 'Enabled',
    Description: key.description,
    KeyUsage: key.usage,
    KeyState: key.state,
    Origin: key.origin,
    KeyManager: key.manager,
    CustomerMasterKeySpec: key.spec,
    KeySpec: key.spec,
    [algorithms.member]: [...algorithms.names],
    MultiRegion: key.multiRegion,
  }
  if (key.deletionAt !== null) metadata.DeletionDate = new Date(key.deletionAt)
  if (key.state === 'PendingReplicaDeletion') metadata.PendingDeletionWindowInDays = key.pendingWindowDays
  if (key.multiRegion) metadata.MultiRegionConfiguration = multiRegionConfiguration(key)
  if (key.expirationModel !== null && key.state !== 'PendingImport') {
    metadata.ExpirationModel = key.expirationModel
    if (key.validTo !== null) metadata.ValidTo = new Date(key.validTo)
  }
  if (key.spec === symmetricDefault && key.currentMaterialId !== null) {
    metadata.CurrentKeyMaterialId = key.currentMaterialId
  }
  return metadata as unknown as KeyMetadata
}

function multiRegionConfiguration(key: KmsKey): MultiRegionConfiguration {
  const shown = key.relatedKeys.map(({ arn, region, type }) => ({ type, key: { Arn: arn, Region: region } }))
  return {
    MultiRegionKeyType: multiRegionKeyType(key) ?? 'REPLICA',
    PrimaryKey: shown.find(({ type }) => type === 'PRIMARY')?.key,
    ReplicaKeys: shown.filter(({ type }) => type === 'REPLICA').map((replica) => replica.key),
  }
}
