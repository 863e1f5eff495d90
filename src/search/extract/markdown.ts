import type { ExtractedText } from '../search.ts'
import { parseHeading } from '../text/heading.ts'
import { decodeText } from './decode-text.ts'

const frontMatter = /^---\n[\s\S]{0,20000}?\n(?:---|\.\.\.)\n/

/** Markdown is read as it is written: its marks are what passages are cut at. The first heading is the title. */
export function extractMarkdown(content: Uint8Array): ExtractedText {
  const text = decodeText(content).replace(frontMatter, '')
  const headings = text.slice(0, 20_000).split('\n').map(parseHeading)
  return { text, title: headings.find((heading) => heading?.level === 1)?.title ?? null }
}
