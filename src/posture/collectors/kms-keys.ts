import type { KeyListEntry, KeyMetadata } from '@aws-sdk/client-kms'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { describeKeyOnce } from '../keys/describe-once.ts'
import type { Resource } from '../resource.ts'
import { kms } from '../services.ts'
import { errorAsFact, type FailedRead } from './failed-read.ts'
import { here } from './here.ts'
import { keyTags, type LastUsage, lastUsage } from './kms-reads.ts'
import { listedOnce } from './listed-once.ts'

/** A key as DescribeKey shows it. Times in ms since the epoch. */
export interface KmsKey {
  readonly id: string
  readonly manager: string | undefined
  readonly state: string | undefined
  readonly spec: string | undefined
  readonly usage: string | undefined
  readonly origin: string | undefined
  readonly multiRegion: 'PRIMARY' | 'REPLICA' | null
  /** All regions that a multi-Region key is in; empty for others. */
  readonly regions: readonly string[]
  readonly createdAt: number | null
  readonly deletesAt: number | null
  readonly pendingWindowDays: number | null
  readonly materialExpiresAt: number | null
}

export interface KmsKeyFacts {
  /** Null: DescribeKey failed. */
  readonly key: KmsKey | null
  readonly failed: FailedRead | null
  /** Read where a tag may approve something: of multi-Region keys and ones that are being deleted. Null: could not be read. */
  readonly tags: Readonly<Record<string, string>> | null
  /** Read of keys that are being deleted. */
  readonly lastUsage: LastUsage | null
}

/** What every collector that starts from the region's keys has in common. */
export const fromKeys = {
  service: kms,
  scope: 'regional',
  resourceType: 'AWS::KMS::Key',
  list: listKeys,
  find: keyEntry,
  identify: identifyKey,
} as const

/** The customer's keys. What AWS manages is left out; a key that cannot be described is there with its error. */
export const kmsKeys: Collector<KmsKeyFacts, KeyListEntry> = {
  ...fromKeys,
  id: 'kms.keys',
  iam: ['kms:ListKeys', 'kms:DescribeKey', 'kms:ListResourceTags', 'kms:GetKeyLastUsage'],
  async read(api, entry) {
    const { KeyArn: arn = '' } = entry
    try {
      const key = await customerKey(api, entry)
      if (key === null) return []
      const deleting = isDeleting(key)
      const tagged = deleting || key.multiRegion !== null
      return [
        keyResource(api, entry, {
          key,
          failed: null,
          tags: tagged ? await keyTags(api, arn) : null,
          lastUsage: deleting ? await lastUsage(api, arn) : null,
        }),
      ]
    } catch (error) {
      return [keyResource(api, entry, { key: null, failed: errorAsFact(error), tags: null, lastUsage: null })]
    }
  },
}

/** All keys of the region, for every collector that starts from them. */
export function listKeys(api: Api): AsyncIterable<readonly KeyListEntry[]> {
  return listedOnce(api, 'kms:keys', async (Marker) => {
    const answer = await api.call(kms, 'ListKeys', (client) => client.listKeys({ Limit: 1000, Marker }))
    return { items: answer.Keys ?? [], next: answer.Truncated === false ? undefined : answer.NextMarker }
  })
}

export function identifyKey({ KeyArn, KeyId }: KeyListEntry): {
  readonly uid: string
  readonly name: string
} {
  return { uid: KeyArn ?? KeyId ?? '', name: KeyId ?? '' }
}

/** @param uid ARN of a key */
export function keyEntry(uid: string): KeyListEntry {
  return { KeyArn: uid, KeyId: uid.slice(uid.lastIndexOf('/') + 1) }
}

export function keyResource<Facts>(api: Api, entry: KeyListEntry, facts: Facts): Resource<Facts> {
  return here(api, { ...identifyKey(entry), type: 'AWS::KMS::Key', facts })
}

/** Null: AWS manages it. @throws {ApiError} */
export async function customerKey(api: Api, { KeyArn, KeyId }: KeyListEntry): Promise<KmsKey | null> {
  const metadata = await describeKeyOnce(api, KeyArn ?? KeyId ?? '')
  // An answer without metadata says nothing about the key, which is there all the same.
  return metadata?.KeyManager === 'AWS' ? null : keyOf(metadata ?? { KeyId })
}

export function isDeleting({ state }: KmsKey): boolean {
  return state === 'PendingDeletion' || state === 'PendingReplicaDeletion'
}

function keyOf(metadata: KeyMetadata): KmsKey {
  const { MultiRegionConfiguration: configuration, MultiRegion } = metadata
  const kind = configuration?.MultiRegionKeyType === 'REPLICA' ? 'REPLICA' : 'PRIMARY'
  const regions = [configuration?.PrimaryKey, ...(configuration?.ReplicaKeys ?? [])].flatMap(
    (key) => key?.Region ?? [],
  )
  return {
    id: metadata.KeyId ?? '',
    manager: metadata.KeyManager,
    state: metadata.KeyState,
    // The old name is all that old emulators answer.
    spec: metadata.KeySpec ?? metadata.CustomerMasterKeySpec,
    usage: metadata.KeyUsage,
    origin: metadata.Origin,
    multiRegion: MultiRegion === true ? kind : null,
    regions,
    createdAt: metadata.CreationDate?.getTime() ?? null,
    deletesAt: metadata.DeletionDate?.getTime() ?? null,
    pendingWindowDays: metadata.PendingDeletionWindowInDays ?? null,
    materialExpiresAt:
      metadata.ExpirationModel === 'KEY_MATERIAL_DOES_NOT_EXPIRE'
        ? null
        : (metadata.ValidTo?.getTime() ?? null),
  }
}
