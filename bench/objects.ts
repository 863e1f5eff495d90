/**
 * Sealing and opening objects beside raw AES-256-GCM of node:crypto, and a large object in constant memory.
 *
 * Raw is what a careful program does with node:crypto and no more: one long-lived KeyObject, a random 96-bit IV for each object
 * (NIST SP 800-38D §8.2.2), the IV and the tag kept beside the ciphertext, the tag checked on opening. It binds no identity, derives no
 * key, commits to none and cannot be read in part.
 */

import { fork } from 'node:child_process'
import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { frameBytes } from '../src/crypto/frames.ts'
import { openObject, openObjectRange } from '../src/crypto/open-object.ts'
import { sealObject } from '../src/crypto/seal-object.ts'
import { median, medianRatio } from './statistics.ts'

export interface ObjectMeasure {
  readonly bytes: number
  /** MiB a second, median of the rounds. */
  readonly seal: number
  readonly rawSeal: number
  readonly sealRatio: number
  readonly open: number
  readonly rawOpen: number
  readonly openRatio: number
}

export interface LargeObjectMeasure {
  readonly bytes: number
  readonly sealSeconds: number
  readonly openSeconds: number
  /** Highest resident memory of the process before and at the end. */
  readonly residentBeforeMib: number
  readonly residentPeakMib: number
}

const kibibyte = 1024
const mebibyte = 1024 * kibibyte
const sizes = [kibibyte, 64 * kibibyte, 16 * mebibyte]
// Many short ones: a neighbour's disturbance then hits both sides, or few of the rounds.
const rounds = 21
/** Of one work in one round: about 50 ms. */
const bytesPerRound = 128 * mebibyte

export async function benchObjects(): Promise<ObjectMeasure[]> {
  const measures: ObjectMeasure[] = []
  for (const bytes of sizes) measures.push(await measure(bytes))
  return measures
}

async function measure(bytes: number): Promise<ObjectMeasure> {
  const key = createSecretKey(randomBytes(32))
  const identity = Buffer.from('bench')
  const content = randomBytes(bytes)
  const sealed = Buffer.concat(Array.from(sealObject(key, identity, content)))
  // In one piece, 16 MiB are slower than in several: the memory for the result has to be found first.
  const pieces: Buffer[] = []
  for (let start = 0; start < bytes; start += frameBytes)
    pieces.push(content.subarray(start, start + frameBytes))

  function rawSeal() {
    const iv = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', key, iv)
    const ciphertext = pieces.map((piece) => cipher.update(piece))
    cipher.final()
    return { iv, ciphertext, tag: cipher.getAuthTag() }
  }
  const raw = rawSeal()
  function rawOpen() {
    const decipher = createDecipheriv('aes-256-gcm', key, raw.iv, { authTagLength: 16 })
    decipher.setAuthTag(raw.tag)
    const length = raw.ciphertext.reduce((sum, piece) => sum + decipher.update(piece).length, 0)
    decipher.final()
    return length
  }
  function seal() {
    let length = 0
    for (const piece of sealObject(key, identity, content)) length += piece.length
    return length
  }
  function open() {
    // Raw opening waits for nothing either.
    return bytes <= frameBytes ? openObject(key, identity, sealed).length : openStream()
  }
  async function openStream() {
    let length = 0
    const source = async function* (start: number, end?: number) {
      yield sealed.subarray(start, end)
    }
    for await (const piece of openObjectRange(key, identity, bytes, source)) length += piece.length
    return length
  }

  const works = { seal, rawSeal, open, rawOpen }
  const times = Math.max(1, Math.round(bytesPerRound / (bytes + 16 * kibibyte)))
  const rates = Object.fromEntries(Object.keys(works).map((name) => [name, [] as number[]]))
  for (let round = 0; round <= rounds; round++) {
    // Back and forth, so that neither of a pair always pays for what the other left behind.
    const ordered = Object.entries(works)
    for (const [name, work] of round % 2 === 0 ? ordered : ordered.reverse()) {
      const rate = await mebibytesPerSecond(work, times, bytes)
      // The first round warms up.
      if (round > 0) rates[name]?.push(rate)
    }
  }
  const rateOf = (name: keyof typeof works) => median(rates[name] ?? [])
  return {
    bytes,
    seal: rateOf('seal'),
    rawSeal: rateOf('rawSeal'),
    sealRatio: medianRatio(rates.seal, rates.rawSeal),
    open: rateOf('open'),
    rawOpen: rateOf('rawOpen'),
    openRatio: medianRatio(rates.open, rates.rawOpen),
  }
}

async function mebibytesPerSecond(work: () => unknown, times: number, bytes: number): Promise<number> {
  const startedAt = performance.now()
  for (let time = 0; time < times; time++) {
    const working = work()
    if (working instanceof Promise) await working
  }
  return (times * bytes) / mebibyte / ((performance.now() - startedAt) / 1000)
}

/** In a process of its own, so that its memory is the object's alone. */
export async function benchLargeObject(bytes = 1024 * mebibyte): Promise<LargeObjectMeasure> {
  const child = fork(fileURLToPath(new URL('./large-object.ts', import.meta.url)), [String(bytes)])
  const [measured] = await once(child, 'message')
  return measured
}
