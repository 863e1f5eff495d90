import assert from 'node:assert/strict'
import { createSecretKey, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { frameBytes, objectHeaderBytes, sealedFrameBytes, sealedObjectBytes } from './frames.ts'
import { OpenError } from './message.ts'
import { openObject, openObjectRange, type PlaintextRange } from './open-object.ts'
import { sealObject, sealObjectStream } from './seal-object.ts'

const key = createSecretKey(randomBytes(32))
const identity = Buffer.from('scope/document/1')
const lengths = [0, 1, 1000, frameBytes - 1, frameBytes, frameBytes + 1, 2 * frameBytes, 3 * frameBytes + 77]

function seal(content: Uint8Array, under = key, as: Uint8Array = identity): Buffer {
  return Buffer.concat([...sealObject(under, as, content)])
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(Buffer.from(chunk))
  return Buffer.concat(parts)
}

/** Reads `sealed` in chunks of one reused buffer, as a file reader may. */
function sourceOf(sealed: Uint8Array, chunkBytes = 50_000, touched: [number, number][] = []) {
  return async function* (start: number, end = sealed.length): AsyncGenerator<Uint8Array> {
    touched.push([start, end])
    const reused = Buffer.alloc(chunkBytes)
    for (let at = start; at < Math.min(end, sealed.length); at += chunkBytes) {
      const size = Math.min(chunkBytes, Math.min(end, sealed.length) - at)
      reused.set(sealed.subarray(at, at + size))
      yield reused.subarray(0, size)
    }
  }
}

function range(sealed: Uint8Array, plaintextBytes: number, wanted?: PlaintextRange): Promise<Buffer> {
  return collect(openObjectRange(key, identity, plaintextBytes, sourceOf(sealed), wanted))
}

for (const length of lengths) {
  test(`objects of ${length} bytes: whole, streamed and in ranges give what was sealed`, async () => {
    const content = randomBytes(length)
    const sealed = seal(content)
    assert.equal(sealed.length, sealedObjectBytes(length))
    assert.deepEqual(openObject(key, identity, sealed), content)
    assert.deepEqual(await range(sealed, length), content)
    for (const start of [0, 1, frameBytes - 1, frameBytes, length - 1, length].filter((at) => at >= 0)) {
      for (const end of [start, start + 1, start + frameBytes, length, length + 10]) {
        assert.deepEqual(
          await range(sealed, length, { start, end }),
          content.subarray(start, Math.max(start, end)),
        )
      }
    }
  })
}

test('sealObjectStream: chunks of any size seal the same content', async () => {
  const sizes = fc.array(
    fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 3 * frameBytes })),
    {
      maxLength: 6,
    },
  )
  await fc.assert(
    fc.asyncProperty(sizes, fc.integer({ min: 1, max: 200_000 }), async (chunkSizes, asked) => {
      const content = randomBytes(chunkSizes.reduce((sum, size) => sum + size, 0))
      // Single bytes of a short content; a million reads of a long one would show no more.
      const readBytes = Math.max(asked, content.length >> 10)
      const sealed = await collect(sealObjectStream(key, identity, cut(content, chunkSizes)))
      assert.equal(sealed.length, sealedObjectBytes(content.length))
      assert.deepEqual(openObject(key, identity, sealed), content)
      const opened = openObjectRange(key, identity, content.length, sourceOf(sealed, readBytes))
      assert.deepEqual(await collect(opened), content)
    }),
    { numRuns: 60 },
  )
})

test('sealObjectStream: however small the chunks, few are held', async () => {
  const content = randomBytes(frameBytes + 3_000)
  const sizes = Array.from({ length: content.length / 8 }, () => 8)
  const sealed = await collect(sealObjectStream(key, identity, cut(content, sizes)))
  assert.equal(sealed.length, sealedObjectBytes(content.length))
  assert.deepEqual(openObject(key, identity, sealed), content)
})

async function* cut(content: Buffer, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let offset = 0
  for (const size of sizes) {
    yield content.subarray(offset, offset + size)
    offset += size
  }
}

test('openObjectRange: reads the header and the frames it needs, no more', async () => {
  const content = randomBytes(10 * frameBytes)
  const touched: [number, number][] = []
  const source = sourceOf(seal(content), 50_000, touched)
  const wanted = { start: 5 * frameBytes + 10, end: 6 * frameBytes + 1 }
  const opened = await collect(openObjectRange(key, identity, content.length, source, wanted))
  assert.deepEqual(opened, content.subarray(wanted.start, wanted.end))
  assert.deepEqual(touched, [
    [0, objectHeaderBytes],
    [objectHeaderBytes + 5 * sealedFrameBytes, objectHeaderBytes + 7 * sealedFrameBytes],
  ])
})

const content = randomBytes(3 * frameBytes + 100)
const sealed = seal(content)

async function assertFails(damaged: Uint8Array, plaintextBytes = content.length): Promise<void> {
  assert.throws(() => openObject(key, identity, damaged), OpenError)
  await assert.rejects(range(damaged, plaintextBytes), OpenError)
}

test('objects: any flipped byte fails', async () => {
  const flip = fc.tuple(fc.integer({ min: 0, max: sealed.length - 1 }), fc.integer({ min: 1, max: 255 }))
  await fc.assert(
    fc.asyncProperty(flip, async ([at, mask]) => {
      const damaged = Buffer.from(sealed)
      damaged[at] = (damaged[at] ?? 0) ^ mask
      await assertFails(damaged)
    }),
    { numRuns: 60 },
  )
  for (let at = 0; at < objectHeaderBytes; at++) {
    const damaged = Buffer.from(sealed)
    damaged[at] = (damaged[at] ?? 0) ^ 1
    assert.throws(() => openObject(key, identity, damaged), OpenError)
  }
})

test('objects: truncation at any place fails, also for ranges that reach the end', async () => {
  const borders = [1, 2, 3].map((frames) => objectHeaderBytes + frames * sealedFrameBytes)
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.integer({ min: 0, max: sealed.length - 1 }), fc.constantFrom(...borders)),
      fc.integer({ min: 0, max: content.length }),
      async (length, start) => {
        const damaged = sealed.subarray(0, length)
        await assertFails(damaged)
        await assert.rejects(range(damaged, content.length, { start }), OpenError)
      },
    ),
    { numRuns: 60 },
  )
})

test('objects: truncation just behind a frame fails, where what is left is no tag', async () => {
  for (const frames of [0, 1, 2, 3]) {
    for (const more of [0, 1, 15, 16, 17]) {
      await assertFails(sealed.subarray(0, objectHeaderBytes + frames * sealedFrameBytes + more))
    }
  }
})

test('objects: truncation at a frame fails even when the recorded length is truncated with it', async () => {
  for (const frames of [1, 2, 3]) {
    const damaged = sealed.subarray(0, objectHeaderBytes + frames * sealedFrameBytes)
    await assertFails(damaged, frames * frameBytes)
    await assert.rejects(range(damaged, frames * frameBytes, { start: frames * frameBytes }), OpenError)
  }
})

test('objects: a wrong recorded length fails, longer or shorter', async () => {
  for (const wrong of [
    0,
    100,
    frameBytes,
    content.length - 1,
    content.length + 1,
    4 * frameBytes,
    5 * frameBytes,
  ]) {
    await assert.rejects(range(sealed, wrong), OpenError, `${wrong}`)
  }
})

test('objects: bytes added at the end fail', async () => {
  await assertFails(Buffer.concat([sealed, Buffer.alloc(1)]))
  await assertFails(
    Buffer.concat([sealed, sealed.subarray(objectHeaderBytes, objectHeaderBytes + sealedFrameBytes)]),
  )
})

test('objects: swapped, duplicated and dropped frames fail', async () => {
  const header = sealed.subarray(0, objectHeaderBytes)
  const frame = (index: number): Buffer =>
    sealed.subarray(
      objectHeaderBytes + index * sealedFrameBytes,
      objectHeaderBytes + (index + 1) * sealedFrameBytes,
    )
  for (const order of [
    [1, 0, 2, 3],
    [0, 2, 1, 3],
    [0, 0, 2, 3],
    [0, 1, 1, 3],
    [0, 2, 3],
    [1, 2, 3],
    [0, 1, 2, 3, 3],
    [3],
  ]) {
    await assertFails(Buffer.concat([header, ...order.map(frame)]))
  }
})

test('objects: another object, identity or key fails before any byte is handed out', async () => {
  const other = seal(content)
  const mixed = Buffer.concat([sealed.subarray(0, objectHeaderBytes), other.subarray(objectHeaderBytes)])
  await assertFails(mixed)
  await assertFails(seal(content, key, Buffer.from('scope/document/2')))
  await assertFails(seal(content, createSecretKey(randomBytes(32))))
})

test('openObject: arbitrary bytes throw OpenError and nothing else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, withHeader) => {
      const input = withHeader ? Buffer.concat([sealed.subarray(0, objectHeaderBytes), bytes]) : bytes
      assert.throws(() => openObject(key, identity, input), OpenError)
    }),
  )
})

test('openObjectRange: the source is closed when the reader stops early or the object is damaged', async () => {
  let open = 0
  const source = async function* (start: number, end?: number): AsyncGenerator<Uint8Array> {
    open++
    try {
      yield* sourceOf(sealed, 1000)(start, end)
    } finally {
      open--
    }
  }
  for await (const _ of openObjectRange(key, identity, content.length, source)) break
  assert.equal(open, 0)
  const wrongIdentity = openObjectRange(key, Buffer.from('x'), content.length, source, {
    start: 2 * frameBytes,
  })
  await assert.rejects(collect(wrongIdentity), OpenError)
  assert.equal(open, 0)
})
