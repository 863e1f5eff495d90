/**
 * Additional authenticated data from parts, unambiguously: every part is preceded by its length, so that ("ab","c") and
 * ("a","bc") differ. Text is UTF-8.
 */
export function encodeAad(parts: readonly (string | Uint8Array)[]): Buffer {
  const encoded: Uint8Array[] = []
  for (const part of parts) {
    const bytes = typeof part === 'string' ? Buffer.from(part, 'utf8') : part
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    encoded.push(length, bytes)
  }
  return Buffer.concat(encoded)
}
