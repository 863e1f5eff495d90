/**
 * Rotation: new ciphertexts are made with new key material, old material stays for what it has encrypted (KMS Developer
 * Guide, "Rotate AWS KMS keys"). A rotation is one transaction, over all related multi-Region keys.
 */

import { randomBytes } from 'node:crypto'
import type { Tx } from '../storage/storage.ts'
import { unsupported } from './errors.ts'
import { handleKeyJob, setKeyJob } from './key-job.ts'
import { insertKeyMaterial, wrapGivenMaterial } from './key-material.ts'
import { symmetricDefault } from './key-specs.ts'
import type { Kms } from './kms.ts'
import { type KeyRow, type KmsKey, keySubject } from './kms-key.ts'
import { multiRegionKeyType, relatedRows } from './multi-region.ts'
import { enqueueServiceEvent } from './service-events.ts'

export const dayMs = 86_400_000
export const rotationPeriodDaysDefault = 365
const materialBytes = 32

export interface RotationChange {
  readonly tx: Tx
  touch(subject: string): void
  readonly type: 'AUTOMATIC' | 'ON_DEMAND'
  readonly time: number
}

/** Declares who rotates keys by their schedule. Before the jobs start. */
export function handleRotations(kms: Kms): void {
  handleKeyJob(kms, 'kms:rotate-key', async (tx, change, key) => {
    const { rotation_period_days: days, next_rotation_at: dueAt } = key
    // A key that cannot be used is not rotated: enabling it asks for the job again, and what is overdue happens then.
    if (days === null || dueAt === null || key.key_state !== 'Enabled') return undefined
    const time = kms.now()
    if (dueAt > time) return dueAt
    const touch = (subject: string) => change.touch(subject)
    await rotateToNewMaterial(kms, key, { tx, touch, type: 'AUTOMATIC', time })
    // On schedule, unless that was missed: then a whole period from now.
    const next = (time - dueAt < dayMs ? dueAt : time) + days * dayMs
    await setSchedule(tx, touch, key, { periodDays: days, nextAt: next })
    return next
  })
}

export interface RotationSchedule {
  readonly periodDays: number
  readonly nextAt: number
}

/** Sets or ends (null) automatic rotation of the key and its replicas. */
export async function setRotationSchedule(
  kms: Kms,
  tx: Tx,
  touch: (subject: string) => void,
  key: KeyRow,
  schedule: RotationSchedule | null,
): Promise<void> {
  await setSchedule(tx, touch, key, schedule)
  await planRotation(kms, tx, key.key_arn, schedule?.nextAt ?? null)
}

async function setSchedule(
  tx: Tx,
  touch: (subject: string) => void,
  key: KeyRow,
  schedule: RotationSchedule | null,
): Promise<void> {
  for (const { key_arn } of await keyAndReplicas(tx, key)) {
    touch(keySubject(key_arn))
    await tx
      .updateTable('kms_key')
      .set({
        rotation_period_days: schedule?.periodDays ?? null,
        next_rotation_at: schedule?.nextAt ?? null,
      })
      .where('key_arn', '=', key_arn)
      .execute()
  }
}

/** Of related multi-Region keys the primary key has the job. */
export function planRotation(kms: Kms, tx: Tx, keyArn: string, runAt: number | null): Promise<void> {
  return setKeyJob(kms, tx, 'kms:rotate-key', keyArn, runAt)
}

/** A key that can be used again goes on with its schedule. */
export async function resumeRotation(kms: Kms, tx: Tx, key: KeyRow): Promise<void> {
  if (key.next_rotation_at === null || isReplica(key)) return
  await planRotation(kms, tx, key.key_arn, key.next_rotation_at)
}

export async function rotateToNewMaterial(kms: Kms, key: KeyRow, change: RotationChange): Promise<void> {
  const materialId = randomBytes(32).toString('hex')
  const bytes = randomBytes(materialBytes)
  for (const { key_arn } of await keyAndReplicas(change.tx, key)) {
    const material = wrapGivenMaterial(kms, key_arn, materialId, bytes)
    await insertKeyMaterial(change.tx, key_arn, material, change.time)
  }
  bytes.fill(0)
  await makeCurrent(kms, key, materialId, change)
}

/** Material that is there already becomes what new ciphertexts are made with, in all related keys. */
export async function makeCurrent(
  kms: Kms,
  key: KeyRow,
  materialId: string,
  change: RotationChange,
): Promise<void> {
  const { tx, time, type } = change
  for (const each of await keyAndReplicas(tx, key)) {
    change.touch(keySubject(each.key_arn))
    const { rotations } = await tx
      .selectFrom('kms_key_rotation')
      .select((eb) => eb.fn.countAll<number>().as('rotations'))
      .where('key_arn', '=', each.key_arn)
      .executeTakeFirstOrThrow()
    await tx
      .insertInto('kms_key_rotation')
      .values({
        key_arn: each.key_arn,
        material_id: materialId,
        position: Number(rotations) + 1,
        rotated_at: time,
        rotation_type: type,
      })
      .execute()
    await tx
      .updateTable('kms_key')
      .set({ current_material_id: materialId })
      .where('key_arn', '=', each.key_arn)
      .execute()
    await enqueueRotationEvent(kms, key, each, materialId, change)
  }
}

/** KMS Developer Guide, "Logging AWS KMS API calls": RotateKey for the key itself, SynchronizeMultiRegionKey for replicas. */
function enqueueRotationEvent(
  kms: Kms,
  rotated: KeyRow,
  key: KeyRow,
  materialId: string,
  { tx, time, type }: RotationChange,
): Promise<void> {
  if (key.key_arn !== rotated.key_arn) {
    return enqueueServiceEvent(kms, tx, {
      name: 'SynchronizeMultiRegionKey',
      key,
      mark: materialId,
      time,
      resourceArn: rotated.key_arn,
    })
  }
  return enqueueServiceEvent(kms, tx, {
    name: 'RotateKey',
    key,
    mark: materialId,
    time,
    details: {
      rotationType: type,
      keyOrigin: key.origin,
      ...(key.current_material_id === null ? {} : { previousKeyMaterialId: key.current_material_id }),
      currentKeyMaterialId: materialId,
    },
  })
}

/** The key alone, or all keys that share its material. */
export async function keyAndReplicas(tx: Tx, key: KeyRow): Promise<readonly KeyRow[]> {
  return key.multi_region === 1 ? relatedRows(tx, key) : [key]
}

export function isReplica(key: KeyRow): boolean {
  return multiRegionKeyType({ region: key.region, primaryRegion: key.primary_region }) === 'REPLICA'
}

/** Only symmetric encryption keys rotate. AWS gives no reason. @throws UnsupportedOperationException */
export function requireRotatableKind(key: KmsKey): void {
  if (key.spec !== symmetricDefault || (key.origin !== 'AWS_KMS' && key.origin !== 'EXTERNAL')) {
    throw unsupported('')
  }
}
