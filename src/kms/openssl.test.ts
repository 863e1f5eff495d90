/** The `openssl` program, as another party: it verifies and decrypts what KMS made, and KMS what it made. */

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type Fixture, newFixture, newKey } from './kms.fixture.ts'

const message = Buffer.from('a message for somebody else')

interface Outside {
  /** Runs `openssl`, with files named in braces, `{name}`, in a folder of their own. */
  run(command: string): void
  write(name: string, bytes: Uint8Array): void
  read(name: string): Buffer
}

/** Null, with the reason told, where there is no such program. */
function openOutside(t: TestContext): Outside | null {
  const found = spawnSync('openssl', ['version'], { encoding: 'utf8' })
  if (found.status !== 0 || !found.stdout.startsWith('OpenSSL 3')) {
    t.diagnostic(`not checked against the openssl program: ${found.error?.message ?? found.stdout}`)
    return null
  }
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-openssl-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return {
    run(command) {
      const argumentsGiven = command
        .split(' ')
        .map((word) => word.replace(/\{(.+)\}/, (_, name) => join(folder, name)))
      const { status, stderr } = spawnSync('openssl', argumentsGiven, { encoding: 'utf8' })
      assert.equal(status, 0, `openssl ${command}: ${stderr}`)
    },
    write: (name, bytes) => writeFileSync(join(folder, name), bytes),
    read: (name) => readFileSync(join(folder, name)),
  }
}

async function writePublicKey(f: Fixture, outside: Outside, KeyId: string): Promise<void> {
  const { PublicKey } = await f.run('GetPublicKey', { KeyId })
  outside.write('public.der', PublicKey)
  outside.run('pkey -pubin -inform DER -in {public.der} -out {public.pem}')
}

const verifications: readonly [spec: string, algorithm: string, command: string][] = [
  [
    'RSA_2048',
    'RSASSA_PKCS1_V1_5_SHA_256',
    'dgst -sha256 -verify {public.pem} -signature {signature} {message}',
  ],
  [
    'RSA_2048',
    'RSASSA_PSS_SHA_384',
    'dgst -sha384 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:48 -sigopt rsa_mgf1_md:sha384 -verify {public.pem} -signature {signature} {message}',
  ],
  ['ECC_NIST_P256', 'ECDSA_SHA_256', 'dgst -sha256 -verify {public.pem} -signature {signature} {message}'],
  ['ECC_NIST_P384', 'ECDSA_SHA_384', 'dgst -sha384 -verify {public.pem} -signature {signature} {message}'],
  ['ECC_NIST_P521', 'ECDSA_SHA_512', 'dgst -sha512 -verify {public.pem} -signature {signature} {message}'],
  ['ECC_SECG_P256K1', 'ECDSA_SHA_256', 'dgst -sha256 -verify {public.pem} -signature {signature} {message}'],
  [
    'ECC_NIST_EDWARDS25519',
    'ED25519_SHA_512',
    'pkeyutl -verify -pubin -inkey {public.pem} -rawin -in {message} -sigfile {signature}',
  ],
  [
    'SM2',
    'SM2DSA',
    'pkeyutl -verify -pubin -inkey {public.pem} -rawin -digest sm3 -pkeyopt distid:1234567812345678 -in {message} -sigfile {signature}',
  ],
]

test('openssl verifies signatures', async (t) => {
  const outside = openOutside(t)
  if (outside === null) return
  const f = await newFixture(t)
  outside.write('message', message)
  for (const [KeySpec, SigningAlgorithm, command] of verifications) {
    const { id } = await newKey(f, { KeySpec, KeyUsage: 'SIGN_VERIFY' })
    await writePublicKey(f, outside, id)
    const { Signature } = await f.run('Sign', { KeyId: id, SigningAlgorithm, Message: message })
    outside.write('signature', Signature)
    outside.run(command)
  }
})

test('what openssl encrypts to a public key decrypts', async (t) => {
  const outside = openOutside(t)
  if (outside === null) return
  const f = await newFixture(t)
  outside.write('message', message)
  const oaep = '-pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md'
  for (const [KeySpec, EncryptionAlgorithm, options] of [
    ['RSA_2048', 'RSAES_OAEP_SHA_1', `${oaep}:sha1`],
    ['RSA_3072', 'RSAES_OAEP_SHA_256', `${oaep}:sha256`],
    ['SM2', 'SM2PKE', '-pkeyopt digest:sm3'],
  ] as const) {
    const { id } = await newKey(f, { KeySpec, KeyUsage: 'ENCRYPT_DECRYPT' })
    await writePublicKey(f, outside, id)
    outside.run(`pkeyutl -encrypt -pubin -inkey {public.pem} ${options} -in {message} -out {ciphertext}`)
    const CiphertextBlob = outside.read('ciphertext')
    const { Plaintext } = await f.run('Decrypt', { KeyId: id, EncryptionAlgorithm, CiphertextBlob })
    assert.deepEqual(Plaintext, message)
  }
})

test('openssl decrypts with the private key of a data key pair what is encrypted to its public key', async (t) => {
  const outside = openOutside(t)
  if (outside === null) return
  const f = await newFixture(t)
  const { id } = await newKey(f)
  const pair = await f.run('GenerateDataKeyPair', { KeyId: id, KeyPairSpec: 'RSA_2048' })
  outside.write('message', message)
  outside.write('private.der', pair.PrivateKeyPlaintext)
  outside.write('public.der', pair.PublicKey)
  outside.run('pkey -pubin -inform DER -in {public.der} -out {public.pem}')
  outside.run('pkey -inform DER -in {private.der} -out {private.pem}')
  outside.run('pkeyutl -encrypt -pubin -inkey {public.pem} -in {message} -out {ciphertext}')
  outside.run('pkeyutl -decrypt -inkey {private.pem} -in {ciphertext} -out {plaintext}')
  assert.deepEqual(outside.read('plaintext'), message)
})

test('openssl derives the secret that DeriveSharedSecret derives', async (t) => {
  const outside = openOutside(t)
  if (outside === null) return
  const f = await newFixture(t)
  for (const [KeySpec, curve] of [
    ['ECC_NIST_P256', 'P-256'],
    ['ECC_NIST_P384', 'P-384'],
    ['ECC_NIST_P521', 'P-521'],
  ] as const) {
    const { id } = await newKey(f, { KeySpec, KeyUsage: 'KEY_AGREEMENT' })
    await writePublicKey(f, outside, id)
    outside.run(`genpkey -algorithm EC -pkeyopt ec_paramgen_curve:${curve} -out {peer.pem}`)
    outside.run('pkey -in {peer.pem} -pubout -outform DER -out {peer.der}')
    outside.run('pkeyutl -derive -inkey {peer.pem} -peerkey {public.pem} -out {secret}')
    const { SharedSecret } = await f.run('DeriveSharedSecret', {
      KeyId: id,
      KeyAgreementAlgorithm: 'ECDH',
      PublicKey: outside.read('peer.der'),
    })
    assert.deepEqual(SharedSecret, outside.read('secret'))
  }
})
