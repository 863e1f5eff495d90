/**
 * The ciphertext blob: names its key and key material, then one sealed message (crypto/message.ts).
 *
 * Layout: version (1) ‖ key id kind (1) ‖ account (6, big-endian) ‖ key id (16) ‖ material id (32) ‖ message.
 * The key ARN (of multi-Region keys without its Region), the material id and the encryption context are authenticated with it, each part with its length, so that
 * `{"a":"bc"}` and `{"ab":"c"}` differ and no blob opens for another key.
 */

import type { KeyObject } from 'node:crypto'
import { encodeAad } from '../crypto/aad.ts'
import { messageOverheadBytes, OpenError, openMessage, sealMessage } from '../crypto/message.ts'
import type { EncryptionContext } from './encryption-context.ts'
import { encryptionContextParts } from './encryption-context.ts'
import { invalidCiphertext } from './errors.ts'

const version = 1
const headerBytes = 56
const format = 'keyhold/kms-blob/1'

export const plaintextBytesMax = 4096
export const ciphertextBytesMax = 6144

const keyIdKinds = [
  { pattern: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, format: dashed },
  { pattern: /^mrk-[0-9a-f]{32}$/, format: (hex: string) => `mrk-${hex}` },
] as const

export interface CiphertextBlob {
  readonly accountId: string
  readonly keyId: string
  /** 64 lower-case hex digits. */
  readonly materialId: string
  readonly message: Uint8Array
}

export interface BlobKey {
  /** Names account and id too. */
  readonly arn: string
  readonly id: string
  readonly accountId: string
}

export function sealBlob(
  key: BlobKey,
  materialId: string,
  material: KeyObject,
  context: EncryptionContext,
  plaintext: Uint8Array,
): Buffer {
  const shared = sharedParts(material, key.arn, materialId)
  shared.header ??= blobHeader(key, materialId)
  return sealMessage(material, blobAad(shared, context), plaintext, shared.header)
}

function blobHeader(key: BlobKey, materialId: string): Buffer {
  const kind = keyIdKinds.findIndex((candidate) => candidate.pattern.test(key.id))
  if (kind < 0) throw new Error('invariant: a key id has one of two forms')
  const header = Buffer.alloc(headerBytes)
  header[0] = version
  header[1] = kind
  header.writeUIntBE(Number(key.accountId), 2, 6)
  header.write(key.id.replace('mrk-', '').replaceAll('-', ''), 8, 'hex')
  header.write(materialId, 24, 'hex')
  return header
}

/**
 * What a blob says of itself; nothing of it is proven until it is opened.
 * @throws InvalidCiphertextException and nothing else, whatever the bytes.
 */
export function parseBlob(bytes: Uint8Array): CiphertextBlob {
  if (bytes.length < headerBytes + messageOverheadBytes || bytes.length > ciphertextBytesMax)
    throw invalidCiphertext()
  const blob = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const kind = keyIdKinds[blob[1] as number]
  if (blob[0] !== version || kind === undefined) throw invalidCiphertext()
  const account = blob.readUIntBE(2, 6)
  if (account > 999_999_999_999) throw invalidCiphertext()
  return {
    accountId: String(account).padStart(12, '0'),
    keyId: kind.format(blob.toString('hex', 8, 24)),
    materialId: blob.toString('hex', 24, headerBytes),
    message: blob.subarray(headerBytes),
  }
}

/** @throws InvalidCiphertextException: damaged, another key, another context, all alike. */
export function openBlob(
  keyArn: string,
  material: KeyObject,
  context: EncryptionContext,
  blob: CiphertextBlob,
): Buffer {
  try {
    const shared = sharedParts(material, keyArn, blob.materialId)
    return openMessage(material, blobAad(shared, context), blob.message)
  } catch (error) {
    if (error instanceof OpenError) throw invalidCiphertext()
    throw error
  }
}

/** What all blobs under one key material have in common. */
interface SharedParts {
  readonly keyArn: string
  readonly materialId: string
  /** The first parts of the AAD, encoded. */
  readonly aad: Buffer
  /** Made by the first seal. */
  header: Buffer | null
}

const sharedByMaterial = new WeakMap<KeyObject, SharedParts>()

/** Kept as long as the material itself. */
function sharedParts(material: KeyObject, keyArn: string, materialId: string): SharedParts {
  const known = sharedByMaterial.get(material)
  if (known?.keyArn === keyArn && known.materialId === materialId) return known
  const shared = { keyArn, materialId, aad: encodeAad([format, boundName(keyArn), materialId]), header: null }
  sharedByMaterial.set(material, shared)
  return shared
}

/** Related multi-Region keys open each other's ciphertexts: theirs are not bound to a Region. */
function boundName(keyArn: string): string {
  return keyArn.replace(/^(arn:[^:]*:kms:)[^:]*(:[^:]*:key\/mrk-)/, '$1*$2')
}

function blobAad(shared: SharedParts, context: EncryptionContext): Buffer {
  return encodeAad(encryptionContextParts(context), shared.aad)
}

function dashed(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
