import type { ScheduleKeyDeletionRequest, ScheduleKeyDeletionResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { enqueueKeyDeletion } from '../delete-key.ts'
import { missingMember, validation } from '../errors.ts'
import { requireKeyState } from '../key-state.ts'
import type { Kms } from '../kms.ts'
import { changeKey } from '../kms-key.ts'
import { requireKey } from '../require-key.ts'
import { present, recordedDate } from '../trail-record.ts'

const windowDaysDefault = 30
const windowDaysMin = 7
const windowDaysMax = 30
const dayMs = 86_400_000

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
    })
    requireKeyState('ScheduleKeyDeletion', key)
    const deletionAt = call.time + windowDays * dayMs
    await changeKey(kms, key.arn, 'ScheduleKeyDeletion', async (tx) => {
      await tx
        .updateTable('kms_key')
        .set({ key_state: 'PendingDeletion', deletion_at: deletionAt, pending_window_days: windowDays })
        .where('key_arn', '=', key.arn)
        .execute()
      await enqueueKeyDeletion(kms, tx, key.arn, deletionAt)
    })
    kms.storage.jobs.nudge()
    return {
      KeyId: key.arn,
      DeletionDate: new Date(deletionAt),
      KeyState: 'PendingDeletion',
      PendingWindowInDays: windowDays,
    }
  },
}
