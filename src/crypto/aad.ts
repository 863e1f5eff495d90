const lengthBytes = 4
const nothing = new Uint8Array(0)

/**
 * Additional authenticated data from parts, unambiguously: every part is preceded by its length, so that ("ab","c") and
 * ("a","bc") differ. Text is UTF-8.
 *
 * @param first the encoding of parts that come before these.
 */
export function encodeAad(parts: readonly (string | Uint8Array)[], first: Uint8Array = nothing): Buffer {
  let bytes = first.length
  for (const part of parts) {
    bytes += lengthBytes + (typeof part === 'string' ? Buffer.byteLength(part) : part.length)
  }
  const encoded = Buffer.allocUnsafe(bytes)
  encoded.set(first)
  let at = first.length
  for (const part of parts) {
    const start = at + lengthBytes
    if (typeof part !== 'string') encoded.set(part, start)
    const length = typeof part === 'string' ? encoded.write(part, start) : part.length
    encoded.writeUInt32BE(length, at)
    at = start + length
  }
  return encoded
}
