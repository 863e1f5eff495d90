import { type ExtractedText, ExtractionError, type RawDocument } from '../search.ts'
import { contentTooLarge, empty, textTooLarge, unreadable, unsupported } from './errors.ts'
import { extractJson } from './json.ts'
import { contentBytesMax, textLengthMax, titleLengthMax } from './limits.ts'
import { extractMarkdown } from './markdown.ts'
import { extractPlainText } from './plain-text.ts'
import { extractRtf } from './rtf.ts'
import { sniff } from './sniff.ts'
import { extractXml } from './xml.ts'

type Extractor = (content: Uint8Array) => ExtractedText | Promise<ExtractedText>

/** Large parsers are loaded with the first document that needs them. */
const extractors: ReadonlyMap<string, Extractor> = new Map<string, Extractor>([
  ['PLAIN_TEXT', extractPlainText],
  ['MD', extractMarkdown],
  ['HTML', async (content) => (await import('./html.ts')).extractHtml(content)],
  ['CSV', async (content) => (await import('./csv.ts')).extractCsv(content)],
  ['JSON', extractJson],
  ['XML', extractXml],
  ['XSLT', extractXml],
  ['RTF', extractRtf],
  ['PDF', async (content) => (await import('./pdf.ts')).extractPdf(content)],
  ['MS_WORD', async (content) => (await import('./word.ts')).extractWord(content)],
])

/** The text of one document, in the calling thread. @throws ExtractionError and nothing else */
export async function extractDocument(document: RawDocument): Promise<ExtractedText> {
  const { content } = document
  if (content.length > contentBytesMax) throw contentTooLarge()
  if (content.length === 0) throw empty()
  try {
    const contentType = document.contentType ?? sniff(content)
    // Word's format is told apart by its bytes alone: an old or protected file goes by the same name.
    if (contentType === 'MS_WORD' && sniff(content) === 'MS_OFFICE_97')
      throw unsupported('MS_WORD before 2007')
    const extractor = extractors.get(contentType)
    if (extractor === undefined) throw unsupported(contentType)
    const extracted = await extractor(content)
    return { text: requireText(extracted.text), title: titleOf(document.title, extracted.title) }
  } catch (error) {
    // Stack overflows of deep nesting and bugs of parsers, whose messages may quote the document.
    throw error instanceof ExtractionError ? error : unreadable('what it was said to be')
  }
}

function requireText(text: string): string {
  const trimmed = text.trim()
  if (trimmed === '') throw empty()
  if (trimmed.length > textLengthMax) throw textTooLarge()
  return trimmed.toWellFormed()
}

function titleOf(given: string | undefined, found: string | null): string | null {
  const title = (given ?? found ?? '').replaceAll(/\s+/g, ' ').trim().slice(0, titleLengthMax).toWellFormed()
  return title === '' ? null : title
}
