/**
 * Sign and Verify (for HMAC keys GenerateMac and VerifyMac) of the KMS room beside node:crypto with the same key,
 * both in this process, one call after the other. The room's side is a whole operation without gateway and trail: it finds
 * the key, evaluates the policies, checks state, usage and message, and works with the key that it holds in memory.
 */

import {
  constants,
  createHmac,
  randomBytes,
  sign as rawSign,
  verify as rawVerify,
  timingSafeEqual,
} from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Call, emptyNotes } from '../src/call/call.ts'
import type { Operation } from '../src/call/operation.ts'
import { getCurrentMaterial } from '../src/kms/cryptographic.ts'
import { accountRoot } from '../src/kms/grants.ts'
import { getKeyPair } from '../src/kms/key-material.ts'
import type { Kms } from '../src/kms/kms.ts'
import { getKey } from '../src/kms/kms-key.ts'
import { kmsOperations } from '../src/kms/operations.ts'
import { openKmsRoom } from './kms-room.ts'
import { median, medianRatio } from './statistics.ts'

export interface SigningMeasure {
  readonly keySpec: string
  readonly algorithm: string
  /** A second, medians of the rounds. */
  readonly sign: number
  readonly rawSign: number
  readonly signRatio: number
  readonly verify: number
  readonly rawVerify: number
  readonly verifyRatio: number
}

const region = 'us-east-1'
const accountId = '111122223333'
const messageBytes = 1024
// Many short ones, as for objects.
const rounds = 21
const roundMs = 20

interface Row {
  readonly keySpec: string
  readonly algorithm: string
  readonly hash: string | null
}

const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }

const rows: readonly Row[] = [
  ...['RSA_2048', 'RSA_3072', 'RSA_4096'].flatMap((keySpec) => [
    { keySpec, algorithm: 'RSASSA_PSS_SHA_256', hash: 'sha256' },
    { keySpec, algorithm: 'RSASSA_PKCS1_V1_5_SHA_256', hash: 'sha256' },
  ]),
  { keySpec: 'ECC_NIST_P256', algorithm: 'ECDSA_SHA_256', hash: 'sha256' },
  { keySpec: 'ECC_NIST_P384', algorithm: 'ECDSA_SHA_384', hash: 'sha384' },
  { keySpec: 'ECC_NIST_P521', algorithm: 'ECDSA_SHA_512', hash: 'sha512' },
  { keySpec: 'ECC_SECG_P256K1', algorithm: 'ECDSA_SHA_256', hash: 'sha256' },
  { keySpec: 'ECC_NIST_EDWARDS25519', algorithm: 'ED25519_SHA_512', hash: null },
  { keySpec: 'ML_DSA_44', algorithm: 'ML_DSA_SHAKE_256', hash: null },
  { keySpec: 'ML_DSA_65', algorithm: 'ML_DSA_SHAKE_256', hash: null },
  { keySpec: 'ML_DSA_87', algorithm: 'ML_DSA_SHAKE_256', hash: null },
  ...[224, 256, 384, 512].map((bits) => ({
    keySpec: `HMAC_${bits}`,
    algorithm: `HMAC_SHA_${bits}`,
    hash: `sha${bits}`,
  })),
]

export async function benchSigning(): Promise<SigningMeasure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-signing-'))
  const { kms, close } = await openKmsRoom(folder, [region])
  try {
    const measures: SigningMeasure[] = []
    for (const row of rows) measures.push(await measure(kms, row))
    return measures
  } finally {
    await close()
    rmSync(folder, { recursive: true, force: true })
  }
}

type Work = () => unknown

async function measure(kms: Kms, row: Row): Promise<SigningMeasure> {
  const works = row.keySpec.startsWith('HMAC') ? await macWorks(kms, row) : await signatureWorks(kms, row)
  const rates = { sign: [], rawSign: [], verify: [], rawVerify: [] } as Record<keyof typeof works, number[]>
  const ordered = Object.entries(works) as [keyof typeof works, Work][]
  for (let round = -1; round < rounds; round++) {
    // Back and forth, so that neither of a pair always pays for what the other left behind.
    for (const [name, work] of round % 2 === 0 ? ordered : ordered.toReversed()) {
      const rate = await perSecond(work)
      // The first round warms up.
      if (round >= 0) rates[name].push(rate)
    }
  }
  return {
    keySpec: row.keySpec,
    algorithm: row.algorithm,
    sign: median(rates.sign),
    rawSign: median(rates.rawSign),
    signRatio: medianRatio(rates.sign, rates.rawSign),
    verify: median(rates.verify),
    rawVerify: median(rates.rawVerify),
    verifyRatio: medianRatio(rates.verify, rates.rawVerify),
  }
}

async function perSecond(work: Work): Promise<number> {
  const startedAt = performance.now()
  let times = 0
  let elapsed = 0
  while (elapsed < roundMs) {
    const result = work()
    // Raw work waits for nothing.
    if (result instanceof Promise) await result
    times += 1
    elapsed = performance.now() - startedAt
  }
  return (times * 1000) / elapsed
}

async function signatureWorks(kms: Kms, { keySpec, algorithm, hash }: Row) {
  const message = randomBytes(messageBytes)
  const KeyId = await createKey(kms, keySpec, 'SIGN_VERIFY')
  const asked = { KeyId, Message: message, SigningAlgorithm: algorithm }
  const sign = () => run(kms, 'Sign', asked)
  const { Signature } = (await sign()) as { Signature: Uint8Array }
  const { privateKey, publicKey } = await getKeyPair(kms, await getKey(kms, KeyId))
  const padding = algorithm.startsWith('RSASSA_PSS') ? pss : {}
  const rawSignature = rawSign(hash, message, { key: privateKey, ...padding })
  return {
    sign,
    rawSign: () => rawSign(hash, message, { key: privateKey, ...padding }),
    verify: () => run(kms, 'Verify', { ...asked, Signature }),
    rawVerify: () => rawVerify(hash, message, { key: publicKey, ...padding }, rawSignature),
  }
}

async function macWorks(kms: Kms, { keySpec, algorithm, hash }: Row) {
  const message = randomBytes(messageBytes)
  const KeyId = await createKey(kms, keySpec, 'GENERATE_VERIFY_MAC')
  const asked = { KeyId, Message: message, MacAlgorithm: algorithm }
  const sign = () => run(kms, 'GenerateMac', asked)
  const { Mac } = (await sign()) as { Mac: Uint8Array }
  const { material } = await getCurrentMaterial(kms, await getKey(kms, KeyId))
  const rawMac = () =>
    createHmac(hash as string, material)
      .update(message)
      .digest()
  const mac = rawMac()
  return {
    sign,
    rawSign: rawMac,
    verify: () => run(kms, 'VerifyMac', { ...asked, Mac }),
    rawVerify: () => timingSafeEqual(rawMac(), mac),
  }
}

async function createKey(kms: Kms, KeySpec: string, KeyUsage: string): Promise<string> {
  const { KeyMetadata } = (await run(kms, 'CreateKey', { KeySpec, KeyUsage })) as {
    KeyMetadata: { Arn: string }
  }
  return KeyMetadata.Arn
}

function run(kms: Kms, operation: keyof typeof kmsOperations, input: object): Promise<unknown> {
  const { handle } = kmsOperations[operation] as Operation<Kms>
  return handle(kms, newCall(operation), input)
}

function newCall(operation: string): Call {
  return {
    requestId: 'bench',
    service: 'kms',
    operation,
    principal: { kind: 'root', accountId, arn: accountRoot(accountId), accessKeyId: 'AKIABENCH' },
    region,
    sourceIp: '127.0.0.1',
    userAgent: 'bench',
    secureTransport: false,
    time: Date.now(),
    notes: emptyNotes(),
  }
}
