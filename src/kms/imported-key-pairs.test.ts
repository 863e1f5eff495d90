/** One key pair inside KMS and outside: what either side signs, encrypts or agrees on, the other side understands. */

import assert from 'node:assert/strict'
import {
  constants,
  createCipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hash,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
  sign as signOutside,
  verify as verifyOutside,
} from 'node:crypto'
import { test } from 'node:test'
import { signEd25519ph } from '../crypto/ed25519ph.ts'
import { decryptSm2, encryptSm2, signSm2, signSm2Digest, sm2Digest } from '../crypto/sm2.ts'
import { type Fixture, newFixture, newKey, refused } from './kms.fixture.ts'

const Message = Buffer.from('a message for both')
const { RSA_PKCS1_OAEP_PADDING, RSA_PKCS1_PSS_PADDING, RSA_PSS_SALTLEN_DIGEST } = constants

/** RSA_AES_KEY_WRAP_SHA_256: an AES key by OAEP, the material by AES key wrap with padding (RFC 5649). */
async function importInto(f: Fixture, KeyId: string, material: Uint8Array): Promise<void> {
  const parameters = await f.run('GetParametersForImport', {
    KeyId,
    WrappingAlgorithm: 'RSA_AES_KEY_WRAP_SHA_256',
    WrappingKeySpec: 'RSA_3072',
  })
  const key = createPublicKey({ key: parameters.PublicKey, format: 'der', type: 'spki' })
  const aesKey = randomBytes(32)
  const cipher = createCipheriv('id-aes256-wrap-pad', aesKey, Buffer.from('a65959a6', 'hex'))
  const wrapped = Buffer.concat([cipher.update(material), cipher.final()])
  const sealedKey = publicEncrypt({ key, padding: RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, aesKey)
  await f.run('ImportKeyMaterial', {
    KeyId,
    ImportToken: parameters.ImportToken,
    EncryptedKeyMaterial: Buffer.concat([sealedKey, wrapped]),
    ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
  })
}

interface Twin {
  readonly id: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

async function newTwin(f: Fixture, spec: string, usage: string, made: KeyObject): Promise<Twin> {
  const { id } = await newKey(f, { KeySpec: spec, KeyUsage: usage, Origin: 'EXTERNAL' })
  const der = made.export({ type: 'pkcs8', format: 'der' })
  await importInto(f, id, der)
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(privateKey)
  const { PublicKey } = await f.run('GetPublicKey', { KeyId: id })
  assert.deepEqual(PublicKey, publicKey.export({ type: 'spki', format: 'der' }))
  return { id, privateKey, publicKey }
}

const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).privateKey

async function verifies(
  f: Fixture,
  KeyId: string,
  SigningAlgorithm: string,
  Signature: Uint8Array,
  given: object,
) {
  const { SignatureValid } = await f.run('Verify', { KeyId, SigningAlgorithm, Signature, Message, ...given })
  assert.equal(SignatureValid, true)
}

test('RSA: signatures made outside verify, as messages and as digests', async (t) => {
  const f = await newFixture(t)
  const { id, privateKey, publicKey } = await newTwin(f, 'RSA_2048', 'SIGN_VERIFY', rsa())
  for (const bits of ['256', '384', '512']) {
    const name = `sha${bits}`
    const digest = { Message: hash(name, Message, 'buffer'), MessageType: 'DIGEST' }
    const pss = { padding: RSA_PKCS1_PSS_PADDING, saltLength: RSA_PSS_SALTLEN_DIGEST }
    for (const given of [{}, digest]) {
      const pkcs1 = `RSASSA_PKCS1_V1_5_SHA_${bits}`
      await verifies(f, id, pkcs1, signOutside(name, Message, privateKey), given)
      const padded = signOutside(name, Message, { key: privateKey, ...pss })
      await verifies(f, id, `RSASSA_PSS_SHA_${bits}`, padded, given)
      const input = { KeyId: id, SigningAlgorithm: pkcs1, Message, ...given }
      const { Signature } = await f.run('Sign', input)
      assert.ok(verifyOutside(name, Message, publicKey, Signature))
    }
    const maximal = signOutside(name, Message, { key: privateKey, ...pss, saltLength: 20 })
    await refused(
      f.run('Verify', { KeyId: id, SigningAlgorithm: `RSASSA_PSS_SHA_${bits}`, Message, Signature: maximal }),
      'KMSInvalidSignatureException',
    )
  }
})

test('curves: signatures made outside verify, as messages and as digests', async (t) => {
  const f = await newFixture(t)
  for (const [spec, namedCurve, bits] of [
    ['ECC_NIST_P256', 'prime256v1', '256'],
    ['ECC_NIST_P384', 'secp384r1', '384'],
    ['ECC_NIST_P521', 'secp521r1', '512'],
    ['ECC_SECG_P256K1', 'secp256k1', '256'],
  ] as const) {
    const { id, privateKey } = await newTwin(f, spec, 'SIGN_VERIFY', ec(namedCurve))
    const signature = signOutside(`sha${bits}`, Message, privateKey)
    const digest = { Message: hash(`sha${bits}`, Message, 'buffer'), MessageType: 'DIGEST' }
    for (const given of [{}, digest]) await verifies(f, id, `ECDSA_SHA_${bits}`, signature, given)
  }
})

test('Ed25519 and SM2: signatures made outside verify', async (t) => {
  const f = await newFixture(t)
  const edwards = await newTwin(
    f,
    'ECC_NIST_EDWARDS25519',
    'SIGN_VERIFY',
    generateKeyPairSync('ed25519').privateKey,
  )
  await verifies(f, edwards.id, 'ED25519_SHA_512', signOutside(null, Message, edwards.privateKey), {})
  const digest = hash('sha512', Message, 'buffer')
  const prehashed = signEd25519ph(edwards.privateKey, digest)
  const given = { Message: digest, MessageType: 'DIGEST' }
  await verifies(f, edwards.id, 'ED25519_PH_SHA_512', prehashed, given)
  // The same in every implementation: the nonce is derived.
  const signed = await f.run('Sign', { KeyId: edwards.id, SigningAlgorithm: 'ED25519_PH_SHA_512', ...given })
  assert.deepEqual(signed.Signature, prehashed)

  const sm2 = await newTwin(f, 'SM2', 'SIGN_VERIFY', ec('SM2'))
  const sm3 = { Message: sm2Digest(sm2.publicKey, Message), MessageType: 'DIGEST' }
  for (const Signature of [signSm2(sm2.privateKey, Message), signSm2Digest(sm2.privateKey, sm3.Message)])
    for (const each of [{}, sm3]) await verifies(f, sm2.id, 'SM2DSA', Signature, each)
})

test('RSA and SM2: either side decrypts what the other encrypts', async (t) => {
  const f = await newFixture(t)
  const { id, privateKey, publicKey } = await newTwin(f, 'RSA_2048', 'ENCRYPT_DECRYPT', rsa())
  for (const [EncryptionAlgorithm, oaepHash] of [
    ['RSAES_OAEP_SHA_1', 'sha1'],
    ['RSAES_OAEP_SHA_256', 'sha256'],
  ] as const) {
    const common = { KeyId: id, EncryptionAlgorithm }
    const oaep = { padding: RSA_PKCS1_OAEP_PADDING, oaepHash }
    const { CiphertextBlob } = await f.run('Encrypt', { ...common, Plaintext: Message })
    assert.deepEqual(privateDecrypt({ key: privateKey, ...oaep }, CiphertextBlob), Message)
    const outside = publicEncrypt({ key: publicKey, ...oaep }, Message)
    assert.deepEqual((await f.run('Decrypt', { ...common, CiphertextBlob: outside })).Plaintext, Message)
  }
  const sm2 = await newTwin(f, 'SM2', 'ENCRYPT_DECRYPT', ec('SM2'))
  const common = { KeyId: sm2.id, EncryptionAlgorithm: 'SM2PKE' }
  const { CiphertextBlob } = await f.run('Encrypt', { ...common, Plaintext: Message })
  assert.deepEqual(decryptSm2(sm2.privateKey, CiphertextBlob), Message)
  const outside = encryptSm2(sm2.publicKey, Message)
  assert.deepEqual((await f.run('Decrypt', { ...common, CiphertextBlob: outside })).Plaintext, Message)
})

test('an imported key agrees on secrets and says where it is from', async (t) => {
  const f = await newFixture(t)
  const { id, privateKey } = await newTwin(f, 'ECC_NIST_P256', 'KEY_AGREEMENT', ec('prime256v1'))
  const peer = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey
  const derived = await f.run('DeriveSharedSecret', {
    KeyId: id,
    KeyAgreementAlgorithm: 'ECDH',
    PublicKey: peer.export({ type: 'spki', format: 'der' }),
  })
  assert.deepEqual(derived.SharedSecret, diffieHellman({ privateKey, publicKey: peer }))
  assert.equal(derived.KeyOrigin, 'EXTERNAL')
})

test('HMAC: the MAC is that of the imported secret', async (t) => {
  const f = await newFixture(t)
  for (const [bits, secret] of [
    ['256', randomBytes(32)],
    ['512', randomBytes(128)],
  ] as const) {
    const { id } = await newKey(f, {
      KeySpec: `HMAC_${bits}`,
      KeyUsage: 'GENERATE_VERIFY_MAC',
      Origin: 'EXTERNAL',
    })
    await importInto(f, id, secret)
    const input = { KeyId: id, MacAlgorithm: `HMAC_SHA_${bits}`, Message }
    const Mac = createHmac(`sha${bits}`, secret).update(Message).digest()
    assert.deepEqual((await f.run('GenerateMac', input)).Mac, Mac)
    assert.equal((await f.run('VerifyMac', { ...input, Mac })).MacValid, true)
  }
})
