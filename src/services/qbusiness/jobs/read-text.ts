import { ExtractionError } from '../../../search/search.ts'
import type { DocumentBody } from '../bodies.ts'
import type { QBusinessRoom } from '../room.ts'

export type DocumentText = { readonly title: string; readonly text: string } | { readonly unreadable: string }

/** A document's text, or why there is none. Whatever is wrong with the bytes is the document's failure, never the job's. */
export async function readText(
  room: QBusinessRoom,
  body: DocumentBody,
  content: Uint8Array,
): Promise<DocumentText> {
  if (content.byteLength === 0) return { title: body.title ?? '', text: body.title ?? '' }
  try {
    const { title, text } = await room.extractText({
      content,
      contentType: body.contentType,
      title: body.title,
    })
    if (text.length > room.settings.documentTextMax) {
      return { unreadable: `The text of the document exceeds ${room.settings.documentTextMax} characters.` }
    }
    return { title: body.title ?? title ?? '', text }
  } catch (error) {
    // The server is stopping: not the document's fault.
    if (error instanceof ExtractionError && error.failure === 'CLOSED') throw error
    return { unreadable: error instanceof ExtractionError ? error.reason : 'The document could not be read.' }
  }
}
