import { compile, type FormatCallback } from 'html-to-text'
import type { ExtractedText } from '../search.ts'
import { decodeText } from './decode-text.ts'
import { unreadable } from './errors.ts'
import { depthMax, textLengthMax } from './limits.ts'

const heading: FormatCallback = (element, walk, builder) => {
  builder.openBlock({ leadingLineBreaks: 2 })
  builder.addInline(`${'#'.repeat(Number(element.name?.slice(1)) || 1)} `)
  walk(element.children, builder)
  builder.closeBlock({ trailingLineBreaks: 2 })
}

/** A paragraph within a cell (Word has one in each) would break the row. */
const cell: FormatCallback = (element, walk, builder) => {
  for (const child of element.children) walk(child.name === 'p' ? child.children : [child], builder)
  builder.addInline(' | ')
}

const headings = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6']

const toText = compile({
  wordwrap: false,
  limits: { maxInputLength: textLengthMax * 2, maxDepth: depthMax },
  formatters: { heading, cell },
  selectors: [
    ...headings.map((selector) => ({ selector, format: 'heading' })),
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'img', format: 'skip' },
    { selector: 'template', format: 'skip' },
    { selector: 'noscript', format: 'skip' },
    { selector: 'table', format: 'block' },
    { selector: 'tr', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'td', format: 'cell' },
    { selector: 'th', format: 'cell' },
  ],
})

const declaredCharset = /<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{1,40})/i
const titleElement = /<title[^>]{0,200}>([\s\S]{0,2000}?)<\/title>/i

export function extractHtml(content: Uint8Array): ExtractedText {
  const head = Buffer.from(content.subarray(0, 4096)).toString('latin1')
  return htmlToText(decodeText(content, declaredCharset.exec(head)?.[1]))
}

/** Visible text with Markdown's marks for headings; cells of a table row are parted by bars. */
export function htmlToText(html: string): ExtractedText {
  try {
    const title = titleElement.exec(html.slice(0, 100_000))?.[1]
    const text = toText(html).replace(/ \|[ \t]*$/gm, '')
    return { text, title: title === undefined ? null : toText(title) }
  } catch {
    throw unreadable('HTML')
  }
}
