/**
 * The seal `passphrase:`: 256 bits that Argon2id (RFC 9106) makes of a passphrase. Its salt and cost stand beside the
 * sealed root key, so that the cost can rise for new seals while old ones still open.
 */

import { argon2, createSecretKey, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { RootKeyError } from './rootkey.ts'
import type { Seal } from './seal.ts'

const argon2Async = promisify(argon2)

/** Above RFC 9106's second recommendation (section 4: 64 MiB, 3 passes, 4 lanes) nothing has to be asked of a small server. */
const newCost = { memoryKib: 64 * 1024, passes: 3, parallelism: 4 }
const saltBytes = 16
const keyBytes = 32

/** What is read back may be damaged or made by somebody else: it must not take the machine's memory or hours. */
const bounds = {
  memoryKib: [8 * 1024, 1024 * 1024],
  passes: [1, 16],
  parallelism: [1, 16],
} as const

export const passphraseBytesMin = 12
const passphraseBytesMax = 1024

/** Guesses wait for each other, and too many are turned away: each one takes the memory that makes guessing slow. */
const waitingMax = 8

interface Parameters {
  readonly memoryKib: number
  readonly passes: number
  readonly parallelism: number
  /** Base64. */
  readonly salt: string
}

/**
 * Text typed on different keyboards is the same passphrase: Unicode's form C (RFC 8265 section 4.2). The caller wipes the
 * bytes when it can. @throws RootKeyError when it is empty or longer than 1024 bytes.
 */
export function passphraseBytes(text: string): Buffer {
  const bytes = Buffer.from(text.normalize('NFC'), 'utf8')
  if (bytes.length === 0) throw new RootKeyError('the passphrase is empty')
  if (bytes.length > passphraseBytesMax) {
    throw new RootKeyError(`the passphrase is longer than ${passphraseBytesMax} bytes`)
  }
  return bytes
}

/** A new seal with a salt of its own. @throws RootKeyError for a passphrase of fewer than 12 bytes. */
export async function newPassphraseSeal(passphrase: Uint8Array): Promise<Seal> {
  if (passphrase.length < passphraseBytesMin) {
    throw new RootKeyError(
      `the passphrase is too short: at least ${passphraseBytesMin} characters, better five words or more`,
    )
  }
  const salt = randomBytes(saltBytes).toString('base64')
  const parameters = JSON.stringify({ ...newCost, salt } satisfies Parameters)
  return passphraseSeal(`passphrase:${randomBytes(8).toString('hex')}`, parameters, passphrase)
}

/**
 * The seal of a row with this passphrase; whether it is the right one shows when it opens something. About 0.2 s.
 * @throws RootKeyError for parameters out of bounds, and when too many wait.
 */
export async function passphraseSeal(
  name: string,
  parameters: string,
  passphrase: Uint8Array,
): Promise<Seal> {
  const { memoryKib, passes, parallelism, salt } = parseParameters(parameters)
  const bytes = await oneAtATime(() =>
    argon2Async('argon2id', {
      message: passphrase,
      nonce: Buffer.from(salt, 'base64'),
      memory: memoryKib,
      passes,
      parallelism,
      tagLength: keyBytes,
    }),
  )
  const key = createSecretKey(bytes)
  bytes.fill(0)
  return { name, kind: 'passphrase', label: 'passphrase:', parameters, key }
}

function parseParameters(text: string): Parameters {
  const parameters = parseJson(text)
  for (const name of ['memoryKib', 'passes', 'parallelism'] as const) {
    const value = parameters[name]
    const [min, max] = bounds[name]
    if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
      throw new RootKeyError(`the passphrase seal's ${name} in the database is not between ${min} and ${max}`)
    }
  }
  const salt = parameters.salt
  if (typeof salt !== 'string' || !/^[A-Za-z0-9+/]{22,86}={0,2}$/.test(salt)) {
    throw new RootKeyError("the passphrase seal's salt in the database is damaged")
  }
  return parameters as unknown as Parameters
}

function parseJson(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = text.length > 1000 ? null : JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {
    // Told below like any other damage.
  }
  throw new RootKeyError("the passphrase seal's parameters in the database are damaged")
}

let waiting = 0
let last: Promise<unknown> = Promise.resolve()

async function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
  if (waiting >= waitingMax) throw new RootKeyError('too many passphrases are being tried: try again')
  waiting += 1
  const turn = last.then(work)
  last = turn.catch(() => undefined)
  try {
    return await turn
  } finally {
    waiting -= 1
  }
}
