import { getDocumentProxy } from 'unpdf'
import type { ExtractedText } from '../search.ts'
import { encrypted, textTooLarge, tooManyPages, unreadable } from './errors.ts'
import { pagesMax, textLengthMax } from './limits.ts'

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>

/** The text of a PDF in the order it is drawn, pages parted by a blank line. Scans have none. */
export async function extractPdf(content: Uint8Array): Promise<ExtractedText> {
  const pdf = await openPdf(content)
  try {
    if (pdf.numPages > pagesMax) throw tooManyPages()
    const pages: string[] = []
    let length = 0
    for (let number = 1; number <= pdf.numPages; number += 1) {
      const page = await readPage(pdf, number)
      length += page.length
      if (length > textLengthMax) throw textTooLarge()
      pages.push(page)
    }
    return { text: pages.join('\n\n'), title: await titleOf(pdf) }
  } finally {
    await pdf.destroy()
  }
}

async function openPdf(content: Uint8Array): Promise<Pdf> {
  try {
    // pdf.js takes the bytes over and wants no Buffer. Nothing is fetched, evaluated or drawn; XFA forms are not run.
    return await getDocumentProxy(new Uint8Array(content), {
      verbosity: 0,
      isEvalSupported: false,
      useSystemFonts: false,
      disableFontFace: true,
      enableXfa: false,
      stopAtErrors: false,
    })
  } catch (error) {
    throw error instanceof Error && error.name === 'PasswordException' ? encrypted() : unreadable('PDF')
  }
}

async function readPage(pdf: Pdf, number: number): Promise<string> {
  try {
    const page = await pdf.getPage(number)
    const { items } = await page.getTextContent()
    const text = items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('')
    page.cleanup()
    return text
  } catch {
    throw unreadable('PDF')
  }
}

async function titleOf(pdf: Pdf): Promise<string | null> {
  const info: unknown = await pdf.getMetadata().then(
    (metadata) => metadata.info,
    () => null,
  )
  if (typeof info !== 'object' || info === null || !('Title' in info)) return null
  return typeof info.Title === 'string' ? info.Title : null
}
