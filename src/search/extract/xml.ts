import type { ExtractedText } from '../search.ts'
import { decodeText } from './decode-text.ts'
import { unreadable } from './errors.ts'

const declaredEncoding = /^<\?xml[^>]{0,200}encoding\s*=\s*["']([\w-]{1,40})/i
const titleElement = /<title(?:\s[^>]{0,200})?>([^<]{1,2000})<\/title>/i
const namedEntities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/**
 * The text between the tags. Nothing is resolved: the document type with its entities is skipped, so neither external
 * entities nor a billion laughs can do anything.
 */
export function extractXml(content: Uint8Array): ExtractedText {
  const head = Buffer.from(content.subarray(0, 512)).toString('latin1')
  const xml = decodeText(content, declaredEncoding.exec(head)?.[1])
  if (!xml.includes('<')) throw unreadable('XML')
  const title = titleElement.exec(xml.slice(0, 100_000))?.[1]
  return { text: textOf(xml), title: title === undefined ? null : decodeEntities(title).trim() }
}

function textOf(xml: string): string {
  const parts: string[] = []
  let at = 0
  while (at < xml.length) {
    const open = xml.indexOf('<', at)
    const end = open === -1 ? xml.length : open
    const text = decodeEntities(xml.slice(at, end)).trim()
    if (text !== '') parts.push(text)
    if (open === -1) break
    if (xml.startsWith('<![CDATA[', open)) {
      const close = endOf(xml, ']]>', open)
      parts.push(xml.slice(open + 9, close - 3).trim())
      at = close
    } else at = endOfMarkup(xml, open)
  }
  return parts.join('\n')
}

function endOfMarkup(xml: string, open: number): number {
  if (xml.startsWith('<!--', open)) return endOf(xml, '-->', open)
  if (xml.startsWith('<?', open)) return endOf(xml, '?>', open)
  if (!xml.startsWith('<!DOCTYPE', open)) return endOf(xml, '>', open)
  const subset = xml.indexOf('[', open)
  const close = xml.indexOf('>', open)
  return subset !== -1 && subset < close ? endOf(xml, ']>', open) : endOf(xml, '>', open)
}

/** Markup that never ends swallows the rest. */
function endOf(xml: string, mark: string, from: number): number {
  const at = xml.indexOf(mark, from)
  return at === -1 ? xml.length : at + mark.length
}

export function decodeEntities(text: string): string {
  return text.replaceAll(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{1,10}));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return namedEntities[name] ?? whole
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })
}
