import type { KeyObject } from 'node:crypto'
import { encodeAad } from '../crypto/aad.ts'
import { messageOverheadBytes, openMessage, sealMessage } from '../crypto/message.ts'
import type { NewRecord } from './envelope.ts'
import type { RecordRow } from './record-rows.ts'

/** JSON text of a body, in UTF-8 bytes. Larger values are objects. */
export const bodyBytesMax = 4 * 1024 * 1024

/** Where a body belongs. Opening it anywhere else fails, so that rows cannot be swapped, moved or set back. */
export interface RecordPlace {
  readonly scope_id: string
  readonly kind: string
  readonly id: string
  readonly parent: string
  readonly revision: number
}

export interface SealingKey {
  readonly id: string
  readonly key: KeyObject
}

/** Where a record that does not exist yet will stand. */
export function placeOf(scopeId: string, record: Omit<NewRecord<unknown>, 'body'>): RecordPlace {
  return {
    scope_id: scopeId,
    kind: record.kind,
    id: record.id,
    parent: record.parent ?? '',
    revision: 1,
  }
}

/** @throws TypeError when it is no JSON, RangeError when it is too large. */
export function encodeBody(body: unknown): Buffer {
  const text = JSON.stringify(body)
  if (text === undefined) throw new TypeError('a record body must be JSON')
  const plaintext = Buffer.from(text, 'utf8')
  if (plaintext.length + messageOverheadBytes > bodyBytesMax)
    throw new RangeError('a record body is too large')
  return plaintext
}

/** Takes the plaintext over: it is wiped. */
export function sealBody(
  place: RecordPlace,
  dataKey: SealingKey,
  plaintext: Buffer,
): Pick<RecordRow, 'data_key_id' | 'sealed_body'> {
  const sealed = sealMessage(dataKey.key, aadOf(place, dataKey.id), plaintext)
  plaintext.fill(0)
  return { data_key_id: dataKey.id, sealed_body: sealed }
}

/** @throws OpenError */
export function openBody<Body>(row: RecordRow, key: KeyObject): Body {
  const plaintext = openMessage(key, aadOf(row, row.data_key_id), row.sealed_body)
  const body: Body = JSON.parse(plaintext.toString('utf8'))
  plaintext.fill(0)
  return body
}

/** The row of a record that does not exist yet. Takes the plaintext over. */
export function newRecordRow(
  place: RecordPlace,
  record: Omit<NewRecord<unknown>, 'body'>,
  dataKey: SealingKey,
  plaintext: Buffer,
  time: number,
): RecordRow {
  const createdAt = record.createdAt ?? time
  return {
    ...place,
    status: record.status ?? '',
    ...sealBody(place, dataKey, plaintext),
    created_at: createdAt,
    updated_at: createdAt,
  }
}

function aadOf(place: RecordPlace, dataKeyId: string): Buffer {
  return encodeAad([
    'keyhold/record/1',
    place.scope_id,
    place.kind,
    place.id,
    place.parent,
    String(place.revision),
    dataKeyId,
  ])
}
