/** The little of DER (ITU-T X.690) that signatures and SM2 ciphertexts need. */

export class DerError extends Error {
  override readonly name = 'DerError'
}

export const derTags = { integer: 0x02, octetString: 0x04, sequence: 0x30 } as const

export type DerTag = (typeof derTags)[keyof typeof derTags]

export function encodeDer(tag: DerTag, ...contents: readonly Uint8Array[]): Buffer {
  const length = contents.reduce((sum, content) => sum + content.length, 0)
  return Buffer.concat([Buffer.from([tag, ...encodeLength(length)]), ...contents])
}

function encodeLength(length: number): number[] {
  if (length < 0x80) return [length]
  if (length < 0x100) return [0x81, length]
  return [0x82, length >> 8, length & 0xff]
}

/** Not negative. */
export function encodeDerInteger(value: bigint): Buffer {
  const hex = value.toString(16)
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  return (bytes[0] as number) < 0x80
    ? encodeDer(derTags.integer, bytes)
    : encodeDer(derTags.integer, Buffer.of(0), bytes)
}

/** Walks through the elements of a DER value, front to back. Refuses what is not DER's one way to write it. */
export class DerReader {
  readonly #bytes: Buffer
  #position = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** The content of the next element. @throws DerError when it is something else */
  read(tag: DerTag): Buffer {
    if (this.#next() !== tag) throw new DerError('another element is here')
    const length = this.#readLength()
    const start = this.#position
    if (length > this.#bytes.length - start) throw new DerError('the element is cut short')
    this.#position = start + length
    return this.#bytes.subarray(start, this.#position)
  }

  /** @throws DerError when it is negative or not written shortest */
  readInteger(): bigint {
    const bytes = this.read(derTags.integer)
    const first = bytes[0]
    if (first === undefined || first >= 0x80) throw new DerError('no integer, or a negative one')
    if (first === 0 && bytes.length > 1 && (bytes[1] as number) < 0x80) throw new DerError('not shortest')
    return BigInt(`0x${bytes.toString('hex')}`)
  }

  /** @throws DerError when there is more */
  end(): void {
    if (this.#position !== this.#bytes.length) throw new DerError('something follows the last element')
  }

  #next(): number {
    const byte = this.#bytes[this.#position++]
    if (byte === undefined) throw new DerError('nothing is left')
    return byte
  }

  #readLength(): number {
    const first = this.#next()
    if (first < 0x80) return first
    if (first === 0x81) {
      const length = this.#next()
      if (length < 0x80) throw new DerError('not shortest')
      return length
    }
    if (first !== 0x82) throw new DerError('a length of this form is not accepted')
    const length = this.#next() * 256 + this.#next()
    if (length < 0x100) throw new DerError('not shortest')
    return length
  }
}
