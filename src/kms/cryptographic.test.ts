import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Call } from '../call/call.ts'
import { account, alice, newFixture, newKey, putPrincipal, refused, region, root } from './kms.fixture.ts'

const plaintext = Buffer.from('attack at dawn')

test('Encrypt and Decrypt are inverse, with and without KeyId, by id, ARN, alias and alias ARN', async (t) => {
  const f = await newFixture(t)
  const { id, arn } = await newKey(f)
  await f.run('CreateAlias', { AliasName: 'alias/app', TargetKeyId: id })
  for (const KeyId of [id, arn, 'alias/app', `arn:aws:kms:${region}:${account}:alias/app`]) {
    const sealed = await f.run('Encrypt', { KeyId, Plaintext: plaintext })
    assert.equal(sealed.KeyId, arn)
    assert.equal(sealed.EncryptionAlgorithm, 'SYMMETRIC_DEFAULT')
    for (const named of [{}, { KeyId }]) {
      const opened = await f.run('Decrypt', { CiphertextBlob: sealed.CiphertextBlob, ...named })
      assert.deepEqual(opened.Plaintext, plaintext)
      assert.equal(opened.KeyId, arn)
      assert.match(opened.KeyMaterialId, /^[0-9a-f]{64}$/)
    }
  }
})

test('the same plaintext never gives the same ciphertext', async (t) => {
  const f = await newFixture(t)
  const { id } = await newKey(f)
  const blobs = await Promise.all([1, 2].map(() => f.run('Encrypt', { KeyId: id, Plaintext: plaintext })))
  assert.notDeepEqual(blobs[0].CiphertextBlob, blobs[1].CiphertextBlob)
})

test('4096 bytes of plaintext fit in a blob of at most 6144 bytes; 4097 are refused', async (t) => {
  const f = await newFixture(t)
  const { id } = await newKey(f)
  const { CiphertextBlob } = await f.run('Encrypt', { KeyId: id, Plaintext: Buffer.alloc(4096, 7) })
  assert.ok(CiphertextBlob.length <= 6144)
  assert.deepEqual((await f.run('Decrypt', { CiphertextBlob })).Plaintext, Buffer.alloc(4096, 7))
  await refused(
    f.run('Encrypt', { KeyId: id, Plaintext: Buffer.alloc(4097) }),
    'ValidationException',
    "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096",
  )
})

test('the encryption context must be the same at decryption, pair by pair', async (t) => {
  const f = await newFixture(t)
  const { id } = await newKey(f)
  const sealed = async (EncryptionContext?: Record<string, string>) =>
    (await f.run('Encrypt', { KeyId: id, Plaintext: plaintext, EncryptionContext })).CiphertextBlob
  const cases: [Record<string, string> | undefined, Record<string, string> | undefined, boolean][] = [
    [{ a: 'bc' }, { a: 'bc' }, true],
    [{ a: 'bc' }, { ab: 'c' }, false],
    [{ a: 'bc' }, { a: 'bc', d: 'e' }, false],
    [{ a: 'bc', d: 'e' }, { d: 'e', a: 'bc' }, true],
    [{ a: 'bc' }, undefined, false],
    [undefined, {}, true],
    [{}, undefined, true],
    [{ a: '' }, undefined, false],
    [{ A: 'b' }, { a: 'b' }, false],
    [{ 'ключ🔑': 'значение' }, { 'ключ🔑': 'значение' }, true],
  ]
  for (const [at, then, opens] of cases) {
    const attempt = f.run('Decrypt', { CiphertextBlob: await sealed(at), EncryptionContext: then })
    if (opens) assert.deepEqual((await attempt).Plaintext, plaintext)
    else await refused(attempt, 'InvalidCiphertextException', '')
  }
})

test('an encryption context that is too long or no Unicode text is refused', async (t) => {
  const f = await newFixture(t)
  const { id } = await newKey(f)
  for (const EncryptionContext of [{ a: 'x'.repeat(8192) }, { '\ud800': 'a' }, { a: '\udc00' }]) {
    await refused(
      f.run('Encrypt', { KeyId: id, Plaintext: plaintext, EncryptionContext }),
      'ValidationException',
    )
  }
})

test("Decrypt: a KeyId that is not the ciphertext's key → IncorrectKeyException", async (t) => {
  const f = await newFixture(t)
  const [one, two] = [await newKey(f), await newKey(f)]
  const { CiphertextBlob } = await f.run('Encrypt', { KeyId: one.id, Plaintext: plaintext })
  await refused(
    f.run('Decrypt', { CiphertextBlob, KeyId: two.id }),
    'IncorrectKeyException',
    'The key ID in the request does not identify a CMK that can perform this operation.',
  )
})

test('Decrypt: a ciphertext of an unknown key looks like one of a denied key', async (t) => {
  const f = await newFixture(t)
  await putPrincipal(f.storage, alice)
  const { id } = await newKey(f, {
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${account}:user/admin` },
          Action: 'kms:*',
          Resource: '*',
        },
      ],
    }),
  })
  const { CiphertextBlob } = await f.run('Encrypt', { KeyId: id, Plaintext: plaintext })
  const text =
    `User: ${alice.arn} is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext because ` +
    'the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access'
  await refused(f.run('Decrypt', { CiphertextBlob }, { principal: alice }), 'AccessDeniedException', text)
  const unknown = Buffer.from(CiphertextBlob)
  unknown[10] = (unknown[10] as number) ^ 1
  await refused(
    f.run('Decrypt', { CiphertextBlob: unknown }, { principal: alice }),
    'AccessDeniedException',
    text,
  )
  await refused(f.run('Decrypt', { CiphertextBlob }, { region: 'us-east-1' }), 'AccessDeniedException')
})

test('Decrypt: bytes that are no ciphertext → InvalidCiphertextException without message', async (t) => {
  const f = await newFixture(t)
  const { id } = await newKey(f)
  for (const CiphertextBlob of [Buffer.of(1), Buffer.alloc(200), Buffer.alloc(6144, 1)]) {
    await refused(f.run('Decrypt', { CiphertextBlob, KeyId: id }), 'InvalidCiphertextException', '')
  }
})

test('ReEncrypt moves a ciphertext to another key and context', async (t) => {
  const f = await newFixture(t)
  const [one, two] = [await newKey(f), await newKey(f)]
  const SourceEncryptionContext = { from: 'here' }
  const DestinationEncryptionContext = { to: 'there' }
  const { CiphertextBlob } = await f.run('Encrypt', {
    KeyId: one.id,
    Plaintext: plaintext,
    EncryptionContext: SourceEncryptionContext,
  })
  const input = {
    CiphertextBlob,
    DestinationKeyId: two.id,
    SourceEncryptionContext,
    DestinationEncryptionContext,
  }
  const calls: Call[] = []
  const moved = await f.run('ReEncrypt', input, { onCall: (call) => calls.push(call) })
  assert.deepEqual(
    calls[0]?.notes.resources.map((resource) => resource.arn),
    [one.arn, two.arn],
  )
  assert.equal(moved.SourceKeyId, one.arn)
  assert.equal(moved.KeyId, two.arn)
  assert.match(moved.SourceKeyMaterialId, /^[0-9a-f]{64}$/)
  assert.notEqual(moved.SourceKeyMaterialId, moved.DestinationKeyMaterialId)
  const opened = await f.run('Decrypt', {
    CiphertextBlob: moved.CiphertextBlob,
    EncryptionContext: DestinationEncryptionContext,
  })
  assert.deepEqual(opened.Plaintext, plaintext)
  await refused(
    f.run('ReEncrypt', { ...input, SourceEncryptionContext: {} }),
    'InvalidCiphertextException',
    '',
  )
  await refused(f.run('ReEncrypt', { ...input, SourceKeyId: two.id }), 'IncorrectKeyException')
  const bare = await f.run('ReEncrypt', { ...input, DestinationEncryptionContext: undefined })
  assert.deepEqual((await f.run('Decrypt', { CiphertextBlob: bare.CiphertextBlob })).Plaintext, plaintext)
})

test('GenerateDataKey: exactly one of KeySpec and NumberOfBytes, and the data key decrypts', async (t) => {
  const f = await newFixture(t)
  const { id, arn } = await newKey(f)
  const EncryptionContext = { purpose: 'test' }
  for (const [given, bytes] of [
    [{ KeySpec: 'AES_256' }, 32],
    [{ KeySpec: 'AES_128' }, 16],
    [{ NumberOfBytes: 1 }, 1],
    [{ NumberOfBytes: 1024 }, 1024],
  ] as const) {
    const made = await f.run('GenerateDataKey', { KeyId: id, EncryptionContext, ...given })
    assert.equal(made.KeyId, arn)
    assert.equal(made.Plaintext.length, bytes)
    const opened = await f.run('Decrypt', { CiphertextBlob: made.CiphertextBlob, EncryptionContext })
    assert.deepEqual(opened.Plaintext, made.Plaintext)
    const blind = await f.run('GenerateDataKeyWithoutPlaintext', { KeyId: id, EncryptionContext, ...given })
    assert.equal(blind.Plaintext, undefined)
    const { Plaintext } = await f.run('Decrypt', { CiphertextBlob: blind.CiphertextBlob, EncryptionContext })
    assert.equal(Plaintext.length, bytes)
  }
  for (const operation of ['GenerateDataKey', 'GenerateDataKeyWithoutPlaintext'] as const) {
    for (const given of [{}, { KeySpec: 'AES_256', NumberOfBytes: 32 }]) {
      await refused(
        f.run(operation, { KeyId: id, ...given }),
        'ValidationException',
        'Please specify either number of bytes or key spec.',
      )
    }
  }
})

test('GenerateRandom: identity policies decide, and the number of bytes is needed', async (t) => {
  const f = await newFixture(t)
  await putPrincipal(f.storage, alice)
  assert.equal((await f.run('GenerateRandom', { NumberOfBytes: 24 })).Plaintext.length, 24)
  await refused(f.run('GenerateRandom', {}), 'ValidationException', 'NumberOfBytes is required.')
  await refused(f.run('GenerateRandom', { NumberOfBytes: 1 }, { principal: alice }), 'AccessDeniedException')
  await refused(
    f.run('GenerateRandom', { NumberOfBytes: 1, CustomKeyStoreId: 'cks-1' }),
    'CustomKeyStoreNotFoundException',
  )
})

test('a Recipient is refused, never ignored', async (t) => {
  const f = await newFixture(t)
  const { id } = await newKey(f)
  const Recipient = { KeyEncryptionAlgorithm: 'RSAES_OAEP_SHA_256', AttestationDocument: Buffer.of(1) }
  await refused(
    f.run('GenerateDataKey', { KeyId: id, NumberOfBytes: 1, Recipient }),
    'UnsupportedOperationException',
  )
  await refused(f.run('GenerateRandom', { NumberOfBytes: 1, Recipient }), 'UnsupportedOperationException')
})

test('DryRun is the last check and never succeeds', async (t) => {
  const f = await newFixture(t)
  const { id } = await newKey(f)
  const { CiphertextBlob } = await f.run('Encrypt', { KeyId: id, Plaintext: plaintext })
  const text = 'The request would have succeeded, but the DryRun option is set.'
  const DryRun = true
  await refused(
    f.run('Encrypt', { KeyId: id, Plaintext: plaintext, DryRun }),
    'DryRunOperationException',
    text,
  )
  await refused(f.run('Decrypt', { CiphertextBlob, DryRun }), 'DryRunOperationException', text)
  await refused(
    f.run('GenerateDataKey', { KeyId: id, NumberOfBytes: 1, DryRun }),
    'DryRunOperationException',
    text,
  )
  await refused(
    f.run('GenerateDataKeyWithoutPlaintext', { KeyId: id, NumberOfBytes: 1, DryRun }),
    'DryRunOperationException',
  )
  await refused(
    f.run('ReEncrypt', { CiphertextBlob, DestinationKeyId: id, DryRun }),
    'DryRunOperationException',
    text,
  )
  await refused(
    f.run('Decrypt', { CiphertextBlob, DryRun, EncryptionContext: { a: 'b' } }),
    'InvalidCiphertextException',
  )
  const DryRunModifiers = ['IGNORE_CIPHERTEXT']
  await refused(f.run('Decrypt', { KeyId: id, DryRun, DryRunModifiers }), 'DryRunOperationException', text)
  await refused(f.run('Decrypt', { DryRun, DryRunModifiers }), 'ValidationException')
  await refused(f.run('Decrypt', { CiphertextBlob, DryRunModifiers }), 'ValidationException')
  await refused(f.run('Decrypt', { KeyId: id }), 'ValidationException')
})

test('after the first call, encrypting and decrypting asks the database nothing', async (t) => {
  const f = await newFixture(t)
  const { id } = await newKey(f)
  await f.run('CreateAlias', { AliasName: 'alias/hot', TargetKeyId: id })
  const call = async () => {
    const { CiphertextBlob } = await f.run('Encrypt', { KeyId: 'alias/hot', Plaintext: plaintext })
    await f.run('Decrypt', { CiphertextBlob })
    await f.run('GenerateDataKey', { KeyId: id, KeySpec: 'AES_256' }, { principal: root })
  }
  await call()
  const { database } = f.storage
  const asked: string[] = []
  const watched = new Proxy(database, {
    get(target, name, receiver) {
      if (typeof name === 'string' && /From$|Into$|Table$/.test(name)) asked.push(name)
      return Reflect.get(target, name, receiver)
    },
  })
  Object.assign(f.storage, { database: watched })
  await call()
  assert.deepEqual(asked, [])
})
