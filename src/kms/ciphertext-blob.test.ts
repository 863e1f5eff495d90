import assert from 'node:assert/strict'
import { createSecretKey, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { AwsError } from '../call/aws-error.ts'
import { openBlob, parseBlob, sealBlob } from './ciphertext-blob.ts'

const material = createSecretKey(randomBytes(32))
const key = {
  arn: 'arn:aws:kms:eu-central-1:000000000012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  id: '1234abcd-12ab-34cd-56ef-1234567890ab',
  accountId: '000000000012',
}
const materialId = randomBytes(32).toString('hex')
const context = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), {
  maxKeys: 5,
})
const bytes = fc.uint8Array({ maxLength: 300 })

function seal(pairs: Record<string, string>, plaintext: Uint8Array): Buffer {
  return sealBlob(key, materialId, material, pairs, plaintext)
}

function open(pairs: Record<string, string>, blob: Uint8Array, keyArn = key.arn, under = material): Buffer {
  return openBlob(keyArn, under, pairs, parseBlob(blob))
}

function assertInvalid(attempt: () => unknown): void {
  assert.throws(attempt, (error) => {
    return error instanceof AwsError && error.code === 'InvalidCiphertextException' && error.message === ''
  })
}

test('a blob names its key and opens to what was sealed', () => {
  fc.assert(
    fc.property(context, bytes, (pairs, plaintext) => {
      const blob = seal(pairs, plaintext)
      const { accountId, keyId, materialId: named } = parseBlob(blob)
      assert.deepEqual(
        { accountId, keyId, named },
        { accountId: key.accountId, keyId: key.id, named: materialId },
      )
      assert.deepEqual(open(pairs, blob), Buffer.from(plaintext))
    }),
  )
})

test('ids of multi-Region keys survive the blob', () => {
  const id = `mrk-${randomBytes(16).toString('hex')}`
  const multiRegion = { ...key, id, arn: key.arn.replace(key.id, id) }
  assert.equal(parseBlob(sealBlob(multiRegion, materialId, material, {}, Buffer.of(1))).keyId, id)
})

test('no blob opens with any byte flipped', () => {
  fc.assert(
    fc.property(context, bytes, fc.nat(), fc.integer({ min: 1, max: 255 }), (pairs, plaintext, at, mask) => {
      const blob = seal(pairs, plaintext)
      const index = at % blob.length
      blob[index] = (blob[index] as number) ^ mask
      // A blob whose names were changed is looked up elsewhere; were it given to this key, it would not open either.
      if (index >= 1 && index < 24) {
        const parsed = parsedOrNull(blob)
        if (parsed !== null) assert.notDeepEqual([parsed.accountId, parsed.keyId], [key.accountId, key.id])
      } else assertInvalid(() => open(pairs, blob))
    }),
  )
})

test('no blob opens truncated or extended', () => {
  fc.assert(
    fc.property(context, bytes, fc.nat(), (pairs, plaintext, at) => {
      const blob = seal(pairs, plaintext)
      assertInvalid(() => open(pairs, blob.subarray(0, at % blob.length)))
      assertInvalid(() => open(pairs, Buffer.concat([blob, Buffer.of(at & 255)])))
    }),
  )
})

test('no blob opens under another context', () => {
  fc.assert(
    fc.property(context, context, bytes, (pairs, others, plaintext) => {
      const same =
        JSON.stringify(Object.entries(pairs).sort()) === JSON.stringify(Object.entries(others).sort())
      fc.pre(!same)
      assertInvalid(() => open(others, seal(pairs, plaintext)))
    }),
  )
  assertInvalid(() => open({ ab: 'c' }, seal({ a: 'bc' }, Buffer.of(1))))
  assertInvalid(() => open({ a: 'b', c: 'd' }, seal({ a: 'bc', d: '' }, Buffer.of(1))))
})

test('no blob opens for another key ARN or key material', () => {
  const blob = seal({}, Buffer.of(1))
  assertInvalid(() => open({}, blob, key.arn.replace('eu-', 'us-')))
  assertInvalid(() => open({}, blob, key.arn, createSecretKey(randomBytes(32))))
})

test('random bytes are no ciphertext and crash nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 7000 }), (random) => assertInvalid(() => open({}, random))),
  )
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 120, maxLength: 400 }), fc.constantFrom(0, 1), (random, kind) => {
      assertInvalid(() => open({}, Buffer.concat([Buffer.of(1, kind), random])))
    }),
  )
})

function parsedOrNull(blob: Uint8Array) {
  try {
    return parseBlob(blob)
  } catch {
    return null
  }
}
