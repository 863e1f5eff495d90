import type { RecordOutline, Scope } from '../../../envelope/envelope.ts'
import type { DocumentBody } from '../bodies.ts'
import { contentKind, deleteContent } from '../document-content.ts'

const chunk = 500

/**
 * Contents that no document names: a put that was cut short, by a crash or an error, has left them. A content is written
 * for one put and named by that put or never, so one that is older than any put can last and is not named is left over.
 * What belongs to documents that are gone goes without the key; the rest waits for it.
 * @param before Milliseconds since the epoch; younger contents may belong to a put under way.
 * @throws KeyUnavailableError
 */
export async function sweepContents(scope: Scope, before: number): Promise<void> {
  // Documents first: one that is put meanwhile has a content that is too young to be looked at.
  const documents = new Set<string>()
  for await (const { id } of outlinesOf(scope, 'document')) documents.add(id)
  const gone: string[] = []
  const contents = new Map<string, Contents>()
  for await (const { id, parent, createdAt } of outlinesOf(scope, contentKind)) {
    const isOld = createdAt < before
    if (!documents.has(parent)) {
      if (isOld) gone.push(id)
      continue
    }
    const known = contents.get(parent) ?? { old: [], count: 0 }
    if (isOld) known.old.push(id)
    known.count += 1
    contents.set(parent, known)
  }
  for (let start = 0; start < gone.length; start += chunk) {
    await deleteContent(scope, gone.slice(start, start + chunk))
  }
  for (const [documentId, { old, count }] of contents) {
    // Its only content is the one it names: nearly always, and its record need not be opened.
    if (count > 1) await sweepDocument(scope, documentId, old)
  }
}

interface Contents {
  readonly old: string[]
  count: number
}

async function sweepDocument(scope: Scope, documentId: string, old: readonly string[]): Promise<void> {
  const document = await scope.records.get<DocumentBody>('document', documentId)
  await deleteContent(
    scope,
    old.filter((id) => id !== document?.body.contentId),
  )
}

/** Oldest first. */
async function* outlinesOf(scope: Scope, kind: string): AsyncGenerator<RecordOutline> {
  for (let after: string | undefined; ; ) {
    const page = await scope.records.outlines(kind, { limit: chunk, after })
    yield* page
    after = page.at(-1)?.cursor
    if (page.length < chunk) return
  }
}
