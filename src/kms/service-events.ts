/**
 * Events of the trail that no call causes. They are written by a job that the change itself enqueues: a crash between the
 * two loses none (it may write one twice).
 */

import type { Tx } from '../storage/storage.ts'
import type { Kms } from './kms.ts'
import type { KeyRow } from './kms-key.ts'

const kind = 'kms:record-event'

export interface KeyEvent {
  readonly name: 'DeleteExpiredKeyMaterial' | 'DeleteKey' | 'RotateKey' | 'SynchronizeMultiRegionKey'
  readonly key: Pick<KeyRow, 'key_arn' | 'key_id' | 'account_id' | 'region'>
  /** Tells events of one name and key apart. */
  readonly mark: string
  readonly time: number
  /** Beside the key id. Ids and names only. */
  readonly details?: Readonly<Record<string, string>>
  /** Default: the key. */
  readonly resourceArn?: string
}

/** Declares who runs the jobs. Before the jobs start. */
export function handleServiceEvents(kms: Kms): void {
  kms.storage.jobs.handle(kind, { run: (payload) => record(kms, payload) })
}

/** Recorded once the transaction has committed; nudge the jobs then. */
export function enqueueServiceEvent(kms: Kms, tx: Tx, event: KeyEvent): Promise<void> {
  const { key, name, time } = event
  return kms.storage.jobs.enqueue(tx, {
    id: `${kind}/${name}/${key.key_arn}/${event.mark}`,
    kind,
    payload: {
      name,
      keyArn: key.key_arn,
      accountId: key.account_id,
      region: key.region,
      resourceArn: event.resourceArn ?? key.key_arn,
      details: { keyId: key.key_id, ...event.details },
      time,
    },
    runAt: time,
  })
}

async function record(kms: Kms, payload: Record<string, unknown>): Promise<undefined> {
  const accountId = textMember(payload, 'accountId')
  await kms.trail.serviceEvent({
    service: 'kms',
    name: textMember(payload, 'name'),
    accountId,
    region: textMember(payload, 'region'),
    time: Number(payload.time),
    resources: [{ accountId, type: 'AWS::KMS::Key', arn: textMember(payload, 'resourceArn') }],
    responseElements: { keyId: textMember(payload, 'keyArn') },
    serviceEventDetails: payload.details as Readonly<Record<string, unknown>>,
  })
  return undefined
}

/** @throws when a job's payload lacks the member */
export function textMember(payload: Record<string, unknown>, name: string): string {
  const value = payload[name]
  if (typeof value !== 'string') throw new TypeError(`the job's payload lacks ${name}`)
  return value
}
