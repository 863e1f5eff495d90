/** KeyMetadata, as DescribeKey and CreateKey answer it. */

import type { KeyMetadata } from '@aws-sdk/client-kms'
import { keyAlgorithms, symmetricDefault } from './key-specs.ts'
import type { KmsKey } from './kms-key.ts'

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
  if (key.spec === symmetricDefault && key.currentMaterialId !== null) {
    metadata.CurrentKeyMaterialId = key.currentMaterialId
  }
  return metadata as unknown as KeyMetadata
}
