import { unreadable } from './errors.ts'

/**
 * Bytes to text: by byte order mark, else UTF-16 when every other byte is zero, else UTF-8, else the encoding declared,
 * else Windows-1252 (what the WHATWG takes Latin-1 for). Line ends become `\n`. @throws ExtractionError for binary data
 */
export function decodeText(content: Uint8Array, declared?: string): string {
  const text = decode(content, declared).replace(/\r\n?/g, '\n')
  if (isBinary(text)) throw unreadable('text')
  return text.replaceAll('\0', '')
}

function decode(content: Uint8Array, declared: string | undefined): string {
  const label = byteOrderMark(content) ?? guessUtf16(content)
  if (label !== null) return new TextDecoder(label).decode(content)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content)
  } catch {
    return decoder(declared).decode(content)
  }
}

function byteOrderMark([a, b, c]: Uint8Array): string | null {
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8'
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  return a === 0xfe && b === 0xff ? 'utf-16be' : null
}

/** Western text in UTF-16 without a mark: zeros in nearly all even or nearly all odd places. */
function guessUtf16(content: Uint8Array): string | null {
  const sample = content.subarray(0, 2000 - (2000 % 2))
  if (sample.length < 4) return null
  const zeros = [0, 0] as [number, number]
  for (const [i, byte] of sample.entries()) if (byte === 0) zeros[i % 2 === 0 ? 0 : 1] += 1
  const most = sample.length * 0.35
  const few = sample.length * 0.05
  if (zeros[1] > most && zeros[0] < few) return 'utf-16le'
  return zeros[0] > most && zeros[1] < few ? 'utf-16be' : null
}

function decoder(declared: string | undefined): TextDecoder {
  try {
    return new TextDecoder(declared ?? 'windows-1252')
  } catch {
    return new TextDecoder('windows-1252')
  }
}

/** Text has next to no control characters. */
function isBinary(text: string): boolean {
  const sample = text.slice(0, 20_000)
  let odd = 0
  for (let i = 0; i < sample.length; i += 1) {
    const unit = sample.charCodeAt(i)
    if (unit === 0xfffd || (unit < 32 && unit !== 9 && unit !== 10 && unit !== 12)) odd += 1
  }
  return odd > sample.length * 0.02 + 2
}
