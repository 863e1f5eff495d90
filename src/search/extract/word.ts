import mammoth from 'mammoth'
import type { ExtractedText } from '../search.ts'
import { unreadable } from './errors.ts'
import { htmlToText } from './html.ts'
import { decodeEntities } from './xml.ts'
import { readZip } from './zip.ts'

const titleElement = /<dc:title>([^<]{1,2000})<\/dc:title>/

/** Word's .docx (Office Open XML). Headings and tables come through; pictures do not. */
export async function extractWord(content: Uint8Array): Promise<ExtractedText> {
  const entries = readZip(content)
  if (!entries.has('word/document.xml')) throw unreadable('a Word file')
  // Mammoth unpacks without limits: every part has to keep to its declared size first.
  for (const entry of entries.values()) entry.read()
  const core = entries.get('docProps/core.xml')?.read().toString('utf8') ?? ''
  const title = titleElement.exec(core)?.[1]
  const { text } = htmlToText(await toHtml(content))
  return { text, title: title === undefined ? null : decodeEntities(title) }
}

async function toHtml(content: Uint8Array): Promise<string> {
  try {
    const convertImage = mammoth.images.imgElement(async () => ({ src: '' }))
    const { value } = await mammoth.convertToHtml({ buffer: Buffer.from(content) }, { convertImage })
    return value
  } catch {
    throw unreadable('a Word file')
  }
}
