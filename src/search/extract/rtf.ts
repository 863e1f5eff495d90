import type { ExtractedText } from '../search.ts'
import { unreadable } from './errors.ts'
import { depthMax } from './limits.ts'

/** Groups that hold no text of the document. Those marked `\*` are skipped as well. */
const silentGroups = new Set(
  'fonttbl colortbl stylesheet info pict object themedata datastore listtable listoverridetable rsidtbl generator xmlnstbl'.split(
    ' ',
  ),
)
const breaks: Readonly<Record<string, string>> = {
  par: '\n',
  line: '\n',
  sect: '\n\n',
  page: '\n\n',
  row: '\n',
  cell: ' | ',
  tab: '\t',
}
const symbols: Readonly<Record<string, string>> = {
  emdash: '—',
  endash: '–',
  bullet: '•',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  '~': '\u00a0',
}
const token = /\\'([0-9a-f]{2})|\\([a-z]{1,32})(-?\d{1,10})? ?|\\([^a-z])|([{}])|([^\\{}\r\n]+)|[\r\n]+/gi
const windows1252 = new TextDecoder('windows-1252')

interface Group {
  readonly silent: boolean
  /** Characters that follow a `\u` for readers that do not know it. */
  readonly fallback: number
}

/** The text of a Rich Text Format document (RTF 1.9.1); other code pages than Windows-1252 only through `\u`. */
export function extractRtf(content: Uint8Array): ExtractedText {
  const rtf = Buffer.from(content).toString('latin1')
  if (!rtf.startsWith('{\\rtf')) throw unreadable('RTF')
  const out: string[] = []
  const groups: Group[] = []
  let group: Group = { silent: false, fallback: 1 }
  let skip = 0
  const put = (text: string): void => {
    const kept = text.slice(Math.min(skip, text.length))
    skip -= text.length - kept.length
    if (!group.silent) out.push(kept)
  }
  for (const [, hex, word, number, symbol, brace, text] of rtf.matchAll(token)) {
    if (brace === '{') {
      if (groups.push(group) > depthMax) throw unreadable('RTF')
    } else if (brace === '}') {
      group = groups.pop() ?? group
      skip = 0
    } else if (text !== undefined) put(decode(Buffer.from(text, 'latin1')))
    else if (hex !== undefined) put(decode(Buffer.from(hex, 'hex')))
    else if (symbol === '*') group = { ...group, silent: true }
    else if (symbol !== undefined) put(symbols[symbol] ?? ('\\{}'.includes(symbol) ? symbol : ''))
    else if (word === 'u') {
      put(String.fromCharCode(Number(number) & 0xffff))
      skip = group.fallback
    } else if (word === 'uc') group = { ...group, fallback: Math.max(0, Number(number)) }
    else if (word !== undefined && silentGroups.has(word)) group = { ...group, silent: true }
    else if (word !== undefined) put(breaks[word] ?? symbols[word] ?? '')
  }
  return { text: out.join(''), title: null }
}

function decode(bytes: Buffer): string {
  return windows1252.decode(bytes)
}
