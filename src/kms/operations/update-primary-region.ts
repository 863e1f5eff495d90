import type { UpdatePrimaryRegionRequest } from '@aws-sdk/client-kms'
import type { Call } from '../../call/call.ts'
import type { Operation } from '../../call/operation.ts'
import type { Tx } from '../../storage/storage.ts'
import { authorizeKey } from '../authorize.ts'
import { keyNotFound, missingMember, unsupported } from '../errors.ts'
import { touchAll } from '../imported-material.ts'
import { requireKeyState } from '../key-state.ts'
import type { Kms } from '../kms.ts'
import { changeKey, getKey, type KeyRow, keyFromRow, stateNow } from '../kms-key.ts'
import { relatedRows, requirePrimary } from '../multi-region.ts'
import { recordedInRegion } from '../other-region.ts'
import { replicaArnOf } from '../replicate-key.ts'
import { requireKey } from '../require-key.ts'
import { noteKey } from '../resolve-key.ts'
import { planRotation, resumeRotation } from '../rotate-key.ts'
import { noteKeyIdResponse, present } from '../trail-record.ts'

/** Makes a replica the primary key, and the primary key a replica. Needs kms:UpdatePrimaryRegion on both. */
export const updatePrimaryRegion: Operation<Kms, UpdatePrimaryRegionRequest, void> = {
  readOnly: false,
  recordRequest: (input) => present({ keyId: input.KeyId, primaryRegion: input.PrimaryRegion }),
  async handle(kms, call, input) {
    const { KeyId, PrimaryRegion: region } = input
    if (KeyId === undefined) throw missingMember('keyId')
    if (region === undefined) throw missingMember('primaryRegion')
    const conditionKeys = { 'kms:PrimaryRegion': region }
    const key = await requireKey(kms, call, 'UpdatePrimaryRegion', { keyIdentifier: KeyId, conditionKeys })
    requireKeyState('UpdatePrimaryRegion', key)
    requirePrimary(key)
    if (region === key.region) throw unsupported(`${key.arn} is the multi-region primary key already.`)
    const replicaArn = replicaArnOf(key, region)
    if (!key.relatedKeys.some((related) => related.arn === replicaArn)) throw keyNotFound(replicaArn)
    const update = { name: 'UpdatePrimaryRegion', of: updatePrimaryRegion, input }
    await recordedInRegion(kms, call, region, update, async (regionalCall: Call) => {
      const replica = await getKey(kms, replicaArn)
      noteKey(regionalCall, replica)
      await authorizeKey(kms, regionalCall, { action: 'UpdatePrimaryRegion', key: replica, conditionKeys })
      requireKeyState('UpdatePrimaryRegion', { arn: replicaArn, state: stateNow(replica, kms.now()) })
      await changeKey(kms, key.arn, 'UpdatePrimaryRegion', (tx, row, touch) =>
        swapPrimary(kms, tx, touch, row, replicaArn),
      )
      noteKeyIdResponse(regionalCall, replicaArn)
    })
    kms.storage.jobs.nudge()
    noteKeyIdResponse(call, key.arn)
  },
}

async function swapPrimary(
  kms: Kms,
  tx: Tx,
  touch: (subject: string) => void,
  primary: KeyRow,
  replicaArn: string,
): Promise<void> {
  requirePrimary(keyFromRow(primary))
  const related = await relatedRows(tx, primary)
  touchAll(touch, related)
  const replica = related.find((row) => row.key_arn === replicaArn)
  if (replica === undefined) throw keyNotFound(replicaArn)
  const state = stateNow(keyFromRow(replica), kms.now())
  requireKeyState('UpdatePrimaryRegion', { arn: replicaArn, state })
  for (const row of related) {
    await tx
      .updateTable('kms_key')
      .set({ primary_region: replica.region })
      .where('key_arn', '=', row.key_arn)
      .execute()
  }
  // The schedule goes with the role.
  await planRotation(kms, tx, primary.key_arn, null)
  await resumeRotation(kms, tx, { ...replica, primary_region: replica.region })
}
