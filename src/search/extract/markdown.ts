import type { ExtractedText } from '../search.ts'
import { parseHeading } from '../text/heading.ts'
import { decodeText } from './decode-text.ts'
import { inlineText } from './markdown-inline.ts'

const frontMatter = /^---\n[\s\S]{0,20000}?\n(?:---|\.\.\.)\n/
const fence = /^ {0,3}(`{3,}|~{3,})/
const quoteMark = /^ {0,3}>[ \t]?/
const listMark = /^([ \t]*)(?:[-*+]|(\d{1,9})[.)])[ \t]+(?:\[[ xX]\][ \t]+)?/
const rule = /^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/
const underline = /^ {0,3}(=+|-+)[ \t]*$/
const definition = /^ {0,3}\[[^\]]{1,200}\]:[ \t]*\S/
const tableBorder = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/

/**
 * Markdown as prose: a paragraph, a list item and a table row are a line each, without marks of emphasis and with links as
 * their text. Headings keep theirs, for passages are cut at them; code stays as it is. The first heading is the title.
 */
export function extractMarkdown(content: Uint8Array): ExtractedText {
  const source = withoutComments(decodeText(content).replace(frontMatter, ''))
  const text = createReader().read(source.split('\n'))
  const headings = text.slice(0, 20_000).split('\n').map(parseHeading)
  return { text, title: headings.find((heading) => heading?.level === 1)?.title ?? null }
}

function createReader(): { read(lines: readonly string[]): string } {
  const out: string[] = []
  /** Lines of the paragraph or list item under way. */
  let open: string[] = []
  let mark = ''

  function close(): void {
    const text = inlineText(open.join('\n')).replaceAll(/\s+/g, ' ').trim()
    if (text !== '') out.push(mark + text)
    open = []
    mark = ''
  }

  /** Gives the index of the first line after the code. */
  function readCode(lines: readonly string[], at: number, marks: string): number {
    close()
    out.push('```')
    let end = at + 1
    while (end < lines.length && !lines[end]?.trimStart().startsWith(marks)) out.push(lines[end++] ?? '')
    out.push('```')
    return end + 1
  }

  /** A line a row, `column: value; column: value`, so that each can be understood alone. */
  function readTable(lines: readonly string[], at: number): number {
    const header = cellsOf(open.pop() ?? '')
    close()
    out.push('')
    let end = at + 1
    for (; lines[end]?.includes('|'); end += 1) {
      const cells = cellsOf(lines[end] ?? '')
      const named = cells.map((cell, i) => (cell === '' || !header[i] ? cell : `${header[i]}: ${cell}`))
      out.push(`• ${named.filter((cell) => cell !== '').join('; ')}`)
    }
    out.push('')
    return end
  }

  function readLine(raw: string): void {
    const line = raw.replace(quoteMark, '')
    const heading = parseHeading(line)
    const item = listMark.exec(line)
    if (line.trim() === '') {
      close()
      out.push('')
    } else if (heading !== null) {
      close()
      out.push(`${'#'.repeat(heading.level)} ${inlineText(heading.title)}`)
    } else if (open.length > 0 && mark === '' && underline.test(line)) {
      mark = line.trim().startsWith('=') ? '# ' : '## '
      close()
    } else if (rule.test(line) || (open.length === 0 && definition.test(line))) close()
    else if (item !== null) {
      close()
      mark = item[2] === undefined ? '• ' : `${item[2]}) `
      open.push(line.slice(item[0].length))
    } else open.push(line.trim())
  }

  return {
    read(lines) {
      for (let at = 0; at < lines.length; ) {
        const line = lines[at] ?? ''
        const marks = fence.exec(line.trimStart())?.[1]
        if (marks !== undefined) at = readCode(lines, at, marks)
        else if (line.includes('|') && tableBorder.test(line) && open.at(-1)?.includes('|'))
          at = readTable(lines, at)
        else {
          readLine(line)
          at += 1
        }
      }
      close()
      return out.join('\n').replaceAll(/\n{3,}/g, '\n\n')
    },
  }
}

/** Cells of a table's row; `\|` is a bar within one. */
function cellsOf(row: string): string[] {
  const inner = row
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '')
  return inner
    .split(/(?<!\\)\|/)
    .map((cell) => inlineText(cell.replaceAll('\\|', '|')).replaceAll(/\s+/g, ' ').trim())
}

/** Cuts `<!-- … -->`; one that never closes stays. In one pass: a pattern would start anew at every opening. */
function withoutComments(text: string): string {
  let kept = ''
  let position = 0
  for (;;) {
    const open = text.indexOf('<!--', position)
    const close = open < 0 ? -1 : text.indexOf('-->', open + 4)
    if (close < 0) return kept + text.slice(position)
    kept += text.slice(position, open)
    position = close + 3
  }
}
