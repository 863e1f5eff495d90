import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync, randomBytes, verify } from 'node:crypto'
import { test } from 'node:test'
import {
  alice,
  type Fixture,
  newFixture,
  newKey,
  policy,
  putPrincipal,
  refused,
  rootStatement,
  runDueJobs,
} from './kms.fixture.ts'
import { importMaterial, never, wrapMaterial } from './wrap-material.fixture.ts'

const dayMs = 86_400_000
const oaep = { WrappingAlgorithm: 'RSAES_OAEP_SHA_256', WrappingKeySpec: 'RSA_2048' }

async function external(f: Fixture, input: Record<string, unknown> = {}) {
  return newKey(f, { Origin: 'EXTERNAL', ...input })
}

async function metadataOf(f: Fixture, KeyId: string) {
  return (await f.run('DescribeKey', { KeyId })).KeyMetadata
}

async function listAll(f: Fixture, KeyId: string) {
  return (await f.run('ListKeyRotations', { KeyId, IncludeKeyMaterial: 'ALL_KEY_MATERIAL' })).Rotations
}

test('a key of origin EXTERNAL waits for its material, works with it, and shows what it is', async (t) => {
  const f = await newFixture(t)
  const { id, arn } = await external(f)
  const waiting = await metadataOf(f, id)
  assert.deepEqual(
    [
      waiting.KeyState,
      waiting.Enabled,
      waiting.Origin,
      waiting.ExpirationModel,
      waiting.CurrentKeyMaterialId,
    ],
    ['PendingImport', false, 'EXTERNAL', undefined, undefined],
  )
  await refused(
    f.run('Encrypt', { KeyId: id, Plaintext: Buffer.of(1) }),
    'KMSInvalidStateException',
    `${arn} is pending import.`,
  )
  const material = randomBytes(32)
  const imported = await importMaterial(f, id, material)
  assert.equal(imported.KeyId, arn)
  assert.match(imported.KeyMaterialId, /^[0-9a-f]{64}$/)
  const ready = await metadataOf(f, id)
  assert.deepEqual(
    [ready.KeyState, ready.ExpirationModel, ready.ValidTo, ready.CurrentKeyMaterialId],
    ['Enabled', 'KEY_MATERIAL_DOES_NOT_EXPIRE', undefined, imported.KeyMaterialId],
  )
  const { CiphertextBlob } = await f.run('Encrypt', { KeyId: id, Plaintext: Buffer.of(7) })
  assert.deepEqual((await f.run('Decrypt', { CiphertextBlob })).Plaintext, Buffer.of(7))
  const other = await external(f)
  const { KeyMaterialId } = await importMaterial(f, other.id, material)
  assert.notEqual(KeyMaterialId, imported.KeyMaterialId, 'another key, another id')
})

// Each algorithm and each size: an RSA key pair of 4096 bits takes seconds to make.
for (const [WrappingAlgorithm, specs] of [
  ['RSAES_OAEP_SHA_1', ['RSA_2048']],
  ['RSAES_OAEP_SHA_256', ['RSA_2048', 'RSA_3072']],
  ['RSA_AES_KEY_WRAP_SHA_1', ['RSA_2048']],
  ['RSA_AES_KEY_WRAP_SHA_256', ['RSA_2048', 'RSA_4096']],
  ['SM2PKE', ['SM2']],
] as const) {
  for (const WrappingKeySpec of specs) {
    test(`${WrappingAlgorithm} with ${WrappingKeySpec} carries symmetric material`, async (t) => {
      const f = await newFixture(t)
      const { id } = await external(f)
      await importMaterial(f, id, randomBytes(32), never, {}, WrappingAlgorithm, WrappingKeySpec)
      await f.run('GenerateDataKey', { KeyId: id, KeySpec: 'AES_256' })
    })
  }
}

for (const [algorithm, spec] of [
  ['RSAES_PKCS1_V1_5', 'RSA_2048'],
  ['SM2PKE', 'RSA_2048'],
  ['RSAES_OAEP_SHA_256', 'SM2'],
] as const) {
  test(`${algorithm} with ${spec} is refused, and says so`, async (t) => {
    const f = await newFixture(t)
    const { id } = await external(f)
    const input = { KeyId: id, WrappingAlgorithm: algorithm, WrappingKeySpec: spec }
    const error = await refused(f.run('GetParametersForImport', input), 'UnsupportedOperationException')
    assert.match(error.message, /RSAES_PKCS1_V1_5|SM2/)
  })
}

test('a token is for one key and 24 hours; several are good at once', async (t) => {
  const f = await newFixture(t)
  const [one, two] = [await external(f), await external(f)]
  const given = await f.run('GetParametersForImport', { KeyId: one.id, ...oaep })
  assert.deepEqual(given.ParametersValidTo, new Date(f.clock.time + dayMs))
  assert.equal(given.KeyId, one.arn)
  await f.run('GetParametersForImport', { KeyId: one.id, ...oaep })
  const EncryptedKeyMaterial = wrapMaterial(oaep.WrappingAlgorithm, given.PublicKey, randomBytes(32))
  const input = { EncryptedKeyMaterial, ...never }
  await refused(
    f.run('ImportKeyMaterial', { ...input, KeyId: two.id, ImportToken: given.ImportToken }),
    'InvalidImportTokenException',
  )
  await refused(
    f.run('ImportKeyMaterial', { ...input, KeyId: one.id, ImportToken: randomBytes(200) }),
    'InvalidImportTokenException',
  )
  f.clock.time += dayMs
  await refused(
    f.run('ImportKeyMaterial', { ...input, KeyId: one.id, ImportToken: given.ImportToken }),
    'ExpiredImportTokenException',
  )
  f.clock.time -= 1
  await f.run('ImportKeyMaterial', { ...input, KeyId: one.id, ImportToken: given.ImportToken })
  f.clock.time += 1
  await runDueJobs(f)
  const rows = await f.storage.database.selectFrom('kms_import_wrapping_key').selectAll().execute()
  assert.deepEqual(rows, [], 'no wrapping key outlives its day')
})

test('what does not open or does not fit is refused', async (t) => {
  const f = await newFixture(t)
  const { id } = await external(f)
  const given = await f.run('GetParametersForImport', { KeyId: id, ...oaep })
  const attempt = (EncryptedKeyMaterial: Buffer) =>
    f.run('ImportKeyMaterial', { KeyId: id, ImportToken: given.ImportToken, EncryptedKeyMaterial, ...never })
  await refused(attempt(randomBytes(255)), 'ValidationException', 'Invalid encrypted key size.')
  await refused(attempt(randomBytes(256)), 'InvalidCiphertextException', '')
  await refused(
    attempt(wrapMaterial('RSAES_OAEP_SHA_1', given.PublicKey, randomBytes(32))),
    'InvalidCiphertextException',
    '',
  )
  for (const bytes of [16, 31, 33]) {
    const wrapped = wrapMaterial(oaep.WrappingAlgorithm, given.PublicKey, randomBytes(bytes))
    await refused(attempt(wrapped), 'IncorrectKeyMaterialException')
  }
  const keyWrap = { KeyId: id, WrappingAlgorithm: 'RSA_AES_KEY_WRAP_SHA_256', WrappingKeySpec: 'RSA_2048' }
  const second = await f.run('GetParametersForImport', keyWrap)
  const wrapped = wrapMaterial(keyWrap.WrappingAlgorithm, second.PublicKey, randomBytes(32))
  wrapped[wrapped.length - 1] = (wrapped.at(-1) as number) ^ 1
  await refused(
    f.run('ImportKeyMaterial', {
      KeyId: id,
      ImportToken: second.ImportToken,
      EncryptedKeyMaterial: wrapped,
      ...never,
    }),
    'InvalidCiphertextException',
    '',
  )
})

test('what SM2PKE wrapped opens whole or not at all', async (t) => {
  const f = await newFixture(t)
  const { id } = await external(f)
  const sm2 = { KeyId: id, WrappingAlgorithm: 'SM2PKE', WrappingKeySpec: 'SM2' }
  const { PublicKey, ImportToken } = await f.run('GetParametersForImport', sm2)
  const attempt = (EncryptedKeyMaterial: Buffer) =>
    f.run('ImportKeyMaterial', { KeyId: id, ImportToken, EncryptedKeyMaterial, ...never })
  const wrapped = wrapMaterial('SM2PKE', PublicKey, randomBytes(32))
  const changed = Buffer.from(wrapped)
  changed[changed.length - 1] = (changed.at(-1) as number) ^ 1
  for (const bytes of [changed, wrapped.subarray(0, -1), randomBytes(96)]) {
    await refused(attempt(bytes), 'InvalidCiphertextException', '')
  }
  await refused(attempt(wrapMaterial('SM2PKE', PublicKey, randomBytes(31))), 'IncorrectKeyMaterialException')
  await attempt(wrapped)
  const rsa = await external(f, { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' })
  await refused(f.run('GetParametersForImport', { ...sm2, KeyId: rsa.id }), 'UnsupportedOperationException')
})

test('deleted material can come back, and no other; what it encrypted opens then', async (t) => {
  const f = await newFixture(t)
  const { id, arn } = await external(f)
  const material = randomBytes(32)
  const { KeyMaterialId } = await importMaterial(f, id, material)
  const { CiphertextBlob } = await f.run('Encrypt', { KeyId: id, Plaintext: Buffer.of(1) })
  assert.deepEqual(await f.run('DeleteImportedKeyMaterial', { KeyId: id }), { KeyId: arn, KeyMaterialId })
  assert.deepEqual(await f.run('DeleteImportedKeyMaterial', { KeyId: id }), { KeyId: arn, KeyMaterialId })
  const metadata = await metadataOf(f, id)
  assert.deepEqual(
    [metadata.KeyState, metadata.ExpirationModel, metadata.CurrentKeyMaterialId],
    ['PendingImport', undefined, KeyMaterialId],
  )
  const rows = await f.storage.database
    .selectFrom('kms_key_material')
    .selectAll()
    .where('key_arn', '=', arn)
    .execute()
  assert.deepEqual(rows, [])
  await refused(f.run('Decrypt', { CiphertextBlob }), 'KMSInvalidStateException', `${arn} is pending import.`)
  assert.deepEqual((await listAll(f, id))[0].ImportState, 'PENDING_IMPORT')
  await refused(importMaterial(f, id, randomBytes(32)), 'IncorrectKeyMaterialException')
  await refused(
    importMaterial(f, id, material, { ...never, KeyMaterialId: 'a'.repeat(64) }),
    'IncorrectKeyMaterialException',
  )
  await importMaterial(f, id, material, { ...never, KeyMaterialId })
  assert.deepEqual((await f.run('Decrypt', { CiphertextBlob })).Plaintext, Buffer.of(1))
  const empty = await external(f)
  assert.deepEqual(await f.run('DeleteImportedKeyMaterial', { KeyId: empty.id }), { KeyId: empty.arn })
  await refused(
    f.run('DeleteImportedKeyMaterial', { KeyId: id, KeyMaterialId: 'b'.repeat(64) }),
    'NotFoundException',
  )
})

test('expiration: members that belong together, and what metadata says', async (t) => {
  const f = await newFixture(t)
  const { id } = await external(f)
  const bytes = randomBytes(32)
  const invalid = (input: Record<string, unknown>, message?: string) =>
    refused(importMaterial(f, id, bytes, input), 'ValidationException', message)
  const text = 'A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES'
  await invalid({}, text)
  await invalid({ ExpirationModel: 'KEY_MATERIAL_EXPIRES' }, text)
  await invalid({ ...never, ValidTo: new Date(f.clock.time + dayMs) })
  await invalid({ ValidTo: new Date(f.clock.time) }, 'ValidTo must be in the future')
  await invalid({ ValidTo: new Date(f.clock.time + 366 * dayMs) })
  await invalid({ ...never, ImportType: 'NEW_KEY_MATERIAL', KeyMaterialId: 'a'.repeat(64) })
  const ValidTo = new Date(f.clock.time + dayMs)
  await importMaterial(f, id, bytes, { ValidTo })
  const metadata = await metadataOf(f, id)
  assert.deepEqual([metadata.ExpirationModel, metadata.ValidTo], ['KEY_MATERIAL_EXPIRES', ValidTo])
})

test('expired material is refused at once, destroyed by the job, and can come back', async (t) => {
  const f = await newFixture(t)
  const { id, arn } = await external(f)
  const material = randomBytes(32)
  const ValidTo = new Date(f.clock.time + dayMs)
  const { KeyMaterialId } = await importMaterial(f, id, material, { ValidTo })
  const { CiphertextBlob } = await f.run('Encrypt', { KeyId: id, Plaintext: Buffer.of(1) })
  f.clock.time += dayMs - 1
  await f.run('Decrypt', { CiphertextBlob })
  f.clock.time += 1
  // No job has run: the state is that of the moment.
  await refused(f.run('Decrypt', { CiphertextBlob }), 'KMSInvalidStateException', `${arn} is pending import.`)
  await refused(f.run('EnableKey', { KeyId: id }), 'KMSInvalidStateException')
  assert.equal((await metadataOf(f, id)).KeyState, 'PendingImport')
  await runDueJobs(f)
  const rows = await f.storage.database
    .selectFrom('kms_key_material')
    .selectAll()
    .where('key_arn', '=', arn)
    .execute()
  assert.deepEqual(rows, [])
  assert.deepEqual(
    f.serviceEvents.map(({ name, serviceEventDetails }) => [name, serviceEventDetails]),
    [['DeleteExpiredKeyMaterial', { keyId: id, keyMaterialId: KeyMaterialId }]],
  )
  await importMaterial(f, id, material)
  await f.run('Decrypt', { CiphertextBlob })
})

test('a new import of the same material gives it another expiry; its description stays unless a new one comes', async (t) => {
  const f = await newFixture(t)
  const { id } = await external(f)
  const material = randomBytes(32)
  await importMaterial(f, id, material, {
    ValidTo: new Date(f.clock.time + dayMs),
    KeyMaterialDescription: 'first hsm',
  })
  await importMaterial(f, id, material, never)
  f.clock.time += 2 * dayMs
  await runDueJobs(f)
  assert.equal((await metadataOf(f, id)).KeyState, 'Enabled')
  const [entry] = await listAll(f, id)
  assert.deepEqual(
    [entry.KeyMaterialDescription, entry.ExpirationModel, entry.ValidTo, entry.ImportState],
    ['first hsm', 'KEY_MATERIAL_DOES_NOT_EXPIRE', undefined, 'IMPORTED'],
  )
})

test('rotation of an imported key: new material waits for RotateKeyOnDemand, then all must be there', async (t) => {
  const f = await newFixture(t)
  const { id, arn } = await external(f)
  const [first, second] = [randomBytes(32), randomBytes(32)]
  const one = (await importMaterial(f, id, first)).KeyMaterialId
  const old = (await f.run('Encrypt', { KeyId: id, Plaintext: Buffer.of(1) })).CiphertextBlob
  await refused(
    f.run('RotateKeyOnDemand', { KeyId: id }),
    'KMSInvalidStateException',
    `No available key material pending rotation for the key: ${arn}.`,
  )
  const asNew = { ...never, ImportType: 'NEW_KEY_MATERIAL' }
  await refused(importMaterial(f, id, first, asNew), 'IncorrectKeyMaterialException')
  const two = (await importMaterial(f, id, second, asNew)).KeyMaterialId
  assert.equal((await metadataOf(f, id)).CurrentKeyMaterialId, one, 'nothing changes before the rotation')
  const third = randomBytes(32)
  const error = await refused(importMaterial(f, id, third, asNew), 'KMSInvalidStateException')
  assert.match(
    error.message,
    new RegExp(
      `^New key material \\(id: [0-9a-f]{64}\\) cannot be imported into KMS key ${arn}, because another key material \\(id: ${two}\\) is pending rotation\\.$`,
    ),
  )
  const states = async () =>
    (await listAll(f, id)).map((entry: Record<string, unknown>) => [
      entry.KeyMaterialId,
      entry.KeyMaterialState,
    ])
  assert.deepEqual(await states(), [
    [one, 'CURRENT'],
    [two, 'PENDING_ROTATION'],
  ])
  // Pending material is not the key's yet: gone again, nothing else changes, and another may take its place.
  await f.run('DeleteImportedKeyMaterial', { KeyId: id, KeyMaterialId: two })
  assert.equal((await metadataOf(f, id)).KeyState, 'Enabled')
  assert.deepEqual(await states(), [[one, 'CURRENT']])
  await importMaterial(f, id, second, asNew)
  await f.run('RotateKeyOnDemand', { KeyId: id })
  assert.equal((await metadataOf(f, id)).CurrentKeyMaterialId, two)
  assert.deepEqual(await states(), [
    [one, 'NON_CURRENT'],
    [two, 'CURRENT'],
  ])
  assert.equal((await f.run('Decrypt', { CiphertextBlob: old })).KeyMaterialId, one)
  // Without one of its materials the whole key waits.
  await f.run('DeleteImportedKeyMaterial', { KeyId: id, KeyMaterialId: one })
  await refused(f.run('Encrypt', { KeyId: id, Plaintext: Buffer.of(1) }), 'KMSInvalidStateException')
  await importMaterial(f, id, first)
  await f.run('Decrypt', { CiphertextBlob: old })
  await runDueJobs(f)
  assert.deepEqual(
    f.serviceEvents.map(({ name, serviceEventDetails }) => [name, serviceEventDetails.keyOrigin]),
    [['RotateKey', 'EXTERNAL']],
  )
})

test('deletion: material can be dropped while the key waits, and a cancelled key waits for its import', async (t) => {
  const f = await newFixture(t)
  const { id, arn } = await external(f)
  const material = randomBytes(32)
  await importMaterial(f, id, material)
  await f.run('ScheduleKeyDeletion', { KeyId: id })
  await refused(
    f.run('GetParametersForImport', { KeyId: id, ...oaep }),
    'KMSInvalidStateException',
    `${arn} is pending deletion.`,
  )
  await f.run('DeleteImportedKeyMaterial', { KeyId: id })
  assert.equal((await metadataOf(f, id)).KeyState, 'PendingDeletion')
  await f.run('CancelKeyDeletion', { KeyId: id })
  assert.equal((await metadataOf(f, id)).KeyState, 'PendingImport')
  await importMaterial(f, id, material)
  await f.run('DisableKey', { KeyId: id })
  await importMaterial(f, id, material)
  assert.equal((await metadataOf(f, id)).KeyState, 'Disabled', 'an import enables nothing that was disabled')
})

for (const operation of [
  'GetParametersForImport',
  'ImportKeyMaterial',
  'DeleteImportedKeyMaterial',
] as const) {
  test(`${operation}: a key of origin AWS_KMS is refused`, async (t) => {
    const f = await newFixture(t)
    const { id, arn } = await newKey(f)
    const input = {
      KeyId: id,
      ...oaep,
      ImportToken: Buffer.of(1),
      EncryptedKeyMaterial: Buffer.of(1),
      ...never,
    }
    await refused(
      f.run(operation, input),
      'UnsupportedOperationException',
      `${arn} origin is AWS_KMS which is not valid for this operation.`,
    )
  })
}

test('ML-DSA keys cannot be imported', async (t) => {
  const f = await newFixture(t)
  await refused(
    f.run('CreateKey', { Origin: 'EXTERNAL', KeySpec: 'ML_DSA_44', KeyUsage: 'SIGN_VERIFY' }),
    'ValidationException',
    'KeySpec ML_DSA_44 is not supported for Origin EXTERNAL',
  )
})

test('HMAC material may be longer than the digest, not shorter', async (t) => {
  const f = await newFixture(t)
  const spec = { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }
  const { id } = await external(f, spec)
  await refused(importMaterial(f, id, randomBytes(31)), 'IncorrectKeyMaterialException')
  await refused(importMaterial(f, id, randomBytes(129)), 'IncorrectKeyMaterialException')
  await refused(
    importMaterial(f, id, randomBytes(64), { ...never, ImportType: 'NEW_KEY_MATERIAL' }),
    'ValidationException',
  )
  const material = randomBytes(64)
  const answer = await importMaterial(f, id, material)
  assert.equal(answer.KeyMaterialId, undefined)
  const { Mac } = await f.run('GenerateMac', {
    KeyId: id,
    Message: Buffer.from('x'),
    MacAlgorithm: 'HMAC_SHA_256',
  })
  assert.deepEqual(Buffer.from(Mac), createHmac('sha256', material).update('x').digest())
})

for (const [KeySpec, make] of [
  ['RSA_2048', () => generateKeyPairSync('rsa', { modulusLength: 2048 })],
  ['ECC_NIST_P256', () => generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ['ECC_NIST_P521', () => generateKeyPairSync('ec', { namedCurve: 'P-521' })],
  ['ECC_SECG_P256K1', () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' })],
  ['ECC_NIST_EDWARDS25519', () => generateKeyPairSync('ed25519')],
  ['SM2', () => generateKeyPairSync('ec', { namedCurve: 'SM2' })],
] as const) {
  test(`a private key of ${KeySpec} is imported as PKCS#8, and the public key is its own`, async (t) => {
    const f = await newFixture(t)
    const { id } = await external(f, { KeySpec, KeyUsage: 'SIGN_VERIFY' })
    const { privateKey, publicKey } = make()
    const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' })
    const wrapping = ['RSA_AES_KEY_WRAP_SHA_256', 'RSA_2048'] as const
    const wrong = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey
    await refused(
      importMaterial(f, id, wrong.export({ type: 'pkcs8', format: 'der' }), never, {}, ...wrapping),
      'IncorrectKeyMaterialException',
    )
    await refused(
      importMaterial(f, id, randomBytes(48), never, {}, ...wrapping),
      'IncorrectKeyMaterialException',
    )
    await importMaterial(f, id, pkcs8, never, {}, ...wrapping)
    const { PublicKey } = await f.run('GetPublicKey', { KeyId: id })
    assert.deepEqual(Buffer.from(PublicKey), publicKey.export({ type: 'spki', format: 'der' }))
    await f.run('DeleteImportedKeyMaterial', { KeyId: id })
    await importMaterial(f, id, pkcs8, never, {}, ...wrapping)
    if (KeySpec !== 'RSA_2048') return
    const message = Buffer.from('x')
    const signing = { KeyId: id, Message: message, SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256' }
    assert.ok(verify('sha256', message, publicKey, (await f.run('Sign', signing)).Signature))
    const input = { KeyId: id, WrappingAlgorithm: 'RSAES_OAEP_SHA_256', WrappingKeySpec: 'RSA_4096' }
    await refused(f.run('GetParametersForImport', input), 'UnsupportedOperationException')
  })
}

test('policies see the wrapping, the expiration model and the date', async (t) => {
  const f = await newFixture(t)
  await putPrincipal(f.storage, alice)
  const day = (count: number) => new Date(f.clock.time + count * dayMs)
  const allow = (Action: string, Condition: Record<string, unknown>) => ({
    ...rootStatement,
    Principal: { AWS: alice.arn },
    Action,
    Condition,
  })
  const Policy = policy(
    rootStatement,
    allow('kms:GetParametersForImport', {
      StringEquals: { 'kms:WrappingAlgorithm': 'RSAES_OAEP_SHA_256', 'kms:WrappingKeySpec': 'RSA_2048' },
    }),
    allow('kms:ImportKeyMaterial', {
      StringEquals: { 'kms:ExpirationModel': 'KEY_MATERIAL_EXPIRES' },
      DateLessThan: { 'kms:ValidTo': day(10).toISOString() },
      NumericLessThan: { 'kms:ValidTo': String(Math.floor(day(10).getTime() / 1000)) },
    }),
  )
  const { id } = await external(f, { Policy })
  const as = { principal: alice }
  const refusedWrapping = { KeyId: id, WrappingAlgorithm: 'RSAES_OAEP_SHA_1', WrappingKeySpec: 'RSA_2048' }
  await refused(f.run('GetParametersForImport', refusedWrapping, as), 'AccessDeniedException')
  const material = randomBytes(32)
  await refused(importMaterial(f, id, material, never, as), 'AccessDeniedException')
  await refused(importMaterial(f, id, material, { ValidTo: day(11) }, as), 'AccessDeniedException')
  await importMaterial(f, id, material, { ValidTo: day(9) }, as)
})
