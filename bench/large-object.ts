/** Seals a large object to a file and opens it again, both as streams, and tells times and peak memory. */

import { createSecretKey, randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { openObjectRange } from '../src/crypto/open-object.ts'
import { sealObjectStream } from '../src/crypto/seal-object.ts'
import type { LargeObjectMeasure } from './objects.ts'

const chunkBytes = 64 * 1024

async function run(bytes: number): Promise<LargeObjectMeasure> {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-bench-'))
  const file = join(folder, 'object')
  const key = createSecretKey(randomBytes(32))
  const identity = Buffer.from('bench')
  try {
    const residentBeforeMib = residentMib()
    // Not resourceUsage().maxRSS: a child starts with its parent's.
    let residentPeakMib = residentBeforeMib
    const sampler = setInterval(() => {
      residentPeakMib = Math.max(residentPeakMib, residentMib())
    }, 10)
    const sealStartedAt = performance.now()
    await pipeline(Readable.from(sealObjectStream(key, identity, content(bytes))), createWriteStream(file))
    const openStartedAt = performance.now()
    let opened = 0
    const source = (start: number, end?: number) =>
      createReadStream(file, { start, ...(end !== undefined && { end: end - 1 }) })
    for await (const piece of openObjectRange(key, identity, bytes, source)) opened += piece.length
    const endedAt = performance.now()
    clearInterval(sampler)
    if (opened !== bytes) throw new Error(`${opened} bytes opened`)
    return {
      bytes,
      sealSeconds: (openStartedAt - sealStartedAt) / 1000,
      openSeconds: (endedAt - openStartedAt) / 1000,
      residentBeforeMib,
      residentPeakMib,
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function* content(bytes: number): AsyncGenerator<Buffer> {
  const chunk = randomBytes(chunkBytes)
  for (let sent = 0; sent < bytes; sent += chunkBytes)
    yield chunk.subarray(0, Math.min(chunkBytes, bytes - sent))
}

function residentMib(): number {
  return process.memoryUsage.rss() / (1024 * 1024)
}

const measured = await run(Number(process.argv[2]))
process.send?.(measured, () => process.disconnect?.())
