import type { KeyListEntry } from '@aws-sdk/client-kms'
import { type Api, ApiError } from '../api.ts'
import type { Collector } from '../collector.ts'
import { kms } from '../services.ts'
import { customerKey, fromKeys, type KmsKey, keyResource } from './kms-keys.ts'

export interface KmsRotation {
  readonly enabled: boolean
  /** Undefined: the endpoint does not say. */
  readonly periodDays: number | undefined
}

export interface KmsRotationFacts {
  readonly key: KmsKey
  /** Null: keys of this kind or state have no rotation of their own. */
  readonly rotation: KmsRotation | null
}

export const kmsRotation: Collector<KmsRotationFacts, KeyListEntry> = {
  ...fromKeys,
  id: 'kms.rotation',
  iam: ['kms:ListKeys', 'kms:DescribeKey', 'kms:GetKeyRotationStatus'],
  async read(api, entry) {
    const key = await customerKey(api, entry)
    if (key === null) return []
    const rotation = rotates(key) ? await readRotation(api, entry.KeyArn ?? '') : null
    return [keyResource(api, entry, { key, rotation })]
  },
}

/** "Rotating AWS KMS keys": symmetric keys whose material KMS made. A replica has its primary's rotation. */
export function rotates({ spec, origin, state, multiRegion }: KmsKey): boolean {
  return (
    spec === 'SYMMETRIC_DEFAULT' && origin === 'AWS_KMS' && state === 'Enabled' && multiRegion !== 'REPLICA'
  )
}

async function readRotation(api: Api, KeyId: string): Promise<KmsRotation | null> {
  try {
    const answer = await api.call(kms, 'GetKeyRotationStatus', (client) =>
      client.getKeyRotationStatus({ KeyId }),
    )
    return { enabled: answer.KeyRotationEnabled === true, periodDays: answer.RotationPeriodInDays }
  } catch (error) {
    if (error instanceof ApiError && error.code === 'UnsupportedOperationException') return null
    throw error
  }
}
