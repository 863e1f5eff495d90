import type { ExtractedText } from '../search.ts'
import { decodeText } from './decode-text.ts'

export function extractPlainText(content: Uint8Array): ExtractedText {
  return { text: decodeText(content), title: null }
}
