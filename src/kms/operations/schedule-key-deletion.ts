import type { ScheduleKeyDeletionRequest, ScheduleKeyDeletionResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { enqueueKeyDeletion } from '../delete-key.ts'
import { missingMember, validation } from '../errors.ts'
import { requireKeyState } from '../key-state.ts'
import type { Kms } from '../kms.ts'
import { changeKey } from '../kms-key.ts'
import { hasReplicas } from '../multi-region.ts'
import { requireKey } from '../require-key.ts'
import { dayMs } from '../rotate-key.ts'
import { present, recordedDate } from '../trail-record.ts'
import { unusedDaysConditionKeys } from '../unused-days.ts'

const windowDaysDefault = 30
const windowDaysMin = 7
const windowDaysMax = 30

/** Starts the waiting period, at whose end the key and everything that hangs on it is destroyed. */
export const scheduleKeyDeletion: Operation<Kms, ScheduleKeyDeletionRequest, ScheduleKeyDeletionResponse> = {
  readOnly: false,
  recordRequest: (input) => present({ keyId: input.KeyId, pendingWindowInDays: input.PendingWindowInDays }),
  recordResponse: (output) =>
    present({
      keyId: output.KeyId,
      keyState: output.KeyState,
      deletionDate: recordedDate(output.DeletionDate),
      pendingWindowInDays: output.PendingWindowInDays,
    }),
  async handle(kms, call, input) {
    if (input.KeyId === undefined) throw missingMember('keyId')
    const windowDays = input.PendingWindowInDays ?? windowDaysDefault
    if (windowDays < windowDaysMin || windowDays > windowDaysMax) {
      throw validation(
        `PendingWindowInDays must be between ${windowDaysMin} and ${windowDaysMax}, but it is ${windowDays}.`,
      )
    }
    const key = await requireKey(kms, call, 'ScheduleKeyDeletion', {
      keyIdentifier: input.KeyId,
      conditionKeys: { 'kms:ScheduleKeyDeletionPendingWindowInDays': String(windowDays) },
      conditionKeysOf: (found) => unusedDaysConditionKeys(kms, found, call.time),
    })
    requireKeyState('ScheduleKeyDeletion', key)
    const deletionAt = await changeKey(kms, key.arn, 'ScheduleKeyDeletion', async (tx, row) => {
      // A primary key leaves last: its waiting period begins when its replicas are gone.
      const due = (await hasReplicas(tx, row)) ? null : call.time + windowDays * dayMs
      await tx
        .updateTable('kms_key')
        .set({
          key_state: due === null ? 'PendingReplicaDeletion' : 'PendingDeletion',
          deletion_at: due,
          pending_window_days: windowDays,
        })
        .where('key_arn', '=', key.arn)
        .execute()
      if (due !== null) await enqueueKeyDeletion(kms, tx, key.arn, due)
      return due
    })
    kms.storage.jobs.nudge()
    if (deletionAt === null) {
      return { KeyId: key.arn, KeyState: 'PendingReplicaDeletion', PendingWindowInDays: windowDays }
    }
    return {
      KeyId: key.arn,
      DeletionDate: new Date(deletionAt),
      KeyState: 'PendingDeletion',
      PendingWindowInDays: windowDays,
    }
  },
}
