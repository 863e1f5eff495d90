import { randomUUID } from 'node:crypto'
import type { RecordWrite, Scope } from '../../envelope/envelope.ts'

/**
 * Where a document's raw bytes rest: below the document, each version under an id of its own, so that no put touches what
 * another has written. Small content is a record, which is written in the transaction of its document's own record; as
 * files of their own they would cost several writes to disk each. Large content is an object, and a record without bytes
 * that is written before it, for records are found by their document without the key.
 */
export const contentKind = 'content'

/** Of raw bytes. Larger content is an object. */
const recordContentBytesMax = 64 * 1024

interface ContentBody {
  readonly base64?: string
}

export function newContentId(recordId: string): string {
  return `${recordId}.${randomUUID()}`
}

/** Stores large content; gives what is to be written with the document's record when it is small. */
export async function putContent(
  { records, objects }: Scope,
  recordId: string,
  id: string,
  content: Uint8Array,
): Promise<readonly RecordWrite<ContentBody>[]> {
  const { buffer, byteOffset, byteLength } = content
  if (byteLength > recordContentBytesMax) {
    await records.create<ContentBody>({ kind: contentKind, id, parent: recordId, body: {} })
    await objects.put(contentKind, id, content)
    return []
  }
  const base64 = Buffer.from(buffer, byteOffset, byteLength).toString('base64')
  return [{ create: { kind: contentKind, id, parent: recordId, body: { base64 } } }]
}

/** @throws ObjectMissingError */
export async function readContent({ records, objects }: Scope, id: string): Promise<Buffer> {
  const base64 = (await records.get<ContentBody>(contentKind, id))?.body.base64
  return base64 === undefined ? await objects.readAll(contentKind, id) : Buffer.from(base64, 'base64')
}

/** Objects first: the records keep them in sight until they are gone. Works without the key. */
export async function deleteContent({ records, objects }: Scope, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await objects.delete(contentKind, ids)
  await records.delete(contentKind, ids)
}

/** All content of documents, also what a put that was cut short has left. Works without the key. */
export async function deleteContentOf(scope: Scope, recordIds: readonly string[]): Promise<void> {
  const ids: string[] = []
  for (const parent of recordIds) {
    for (const { id } of await scope.records.outlines(contentKind, { parent })) ids.push(id)
  }
  await deleteContent(scope, ids)
}
