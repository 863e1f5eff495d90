import type { GetKeyLastUsageRequest, GetKeyLastUsageResponse, KeyLastUsageData } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { missingMember } from '../errors.ts'
import { requireKeyState } from '../key-state.ts'
import type { LastUsage } from '../key-usage.ts'
import type { Kms } from '../kms.ts'
import { requireKey } from '../require-key.ts'
import { present } from '../trail-record.ts'
import { trackingStart } from '../unused-days.ts'
import { findUsageEventId } from '../usage-event.ts'

/** The last successful cryptographic operation with the key. Another node's uses appear within a minute. */
export const getKeyLastUsage: Operation<Kms, GetKeyLastUsageRequest, GetKeyLastUsageResponse> = {
  readOnly: true,
  recordRequest: (input) => present({ keyId: input.KeyId }),
  async handle(kms, call, input) {
    if (input.KeyId === undefined) throw missingMember('keyId')
    const key = await requireKey(kms, call, 'GetKeyLastUsage', { keyIdentifier: input.KeyId })
    requireKeyState('GetKeyLastUsage', key)
    const usage = await kms.usage.find(key.arn)
    return {
      KeyId: key.id,
      KeyLastUsage: usage === null ? {} : usageData(usage, await findUsageEventId(kms, key, usage)),
      TrackingStartDate: new Date(await trackingStart(kms, key)),
      KeyCreationDate: new Date(key.createdAt),
    }
  },
}

function usageData(usage: LastUsage, eventId: string | null): KeyLastUsageData {
  return {
    // As noted by this server.
    Operation: usage.operation as NonNullable<KeyLastUsageData['Operation']>,
    Timestamp: new Date(usage.used_at),
    ...(eventId === null ? {} : { CloudTrailEventId: eventId }),
    KmsRequestId: usage.request_id,
  }
}
