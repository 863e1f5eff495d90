/** Which error comes first when several are due: each row repairs one thing and names the next error. */

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import {
  admin,
  alice,
  type Fixture,
  newFixture,
  newKey,
  policy,
  putPrincipal,
  refused,
  rootStatement,
} from './kms.fixture.ts'
import { wrapMaterial } from './wrap-material.fixture.ts'

test('Decrypt: parameters, key, permission, grant tokens, key of the ciphertext, state, algorithm, ciphertext, DryRun', async (t) => {
  const f = await newFixture(t)
  await putPrincipal(f.storage, alice)
  const [key, other] = [await newKey(f), await newKey(f)]
  const sealed = (KeyId: string) => f.run('Encrypt', { KeyId, Plaintext: Buffer.of(1) })
  const [right, wrong] = [(await sealed(key.id)).CiphertextBlob, (await sealed(other.id)).CiphertextBlob]
  await f.run('DisableKey', { KeyId: key.id })
  let input: Record<string, unknown> = {
    KeyId: 'nonsense',
    EncryptionContext: { a: 'b' },
    EncryptionAlgorithm: 'RSAES_OAEP_SHA_1',
    DryRun: true,
  }
  const steps: [repair: () => unknown, code: string][] = [
    [() => ({}), 'ValidationException'],
    [() => ({ CiphertextBlob: wrong }), 'NotFoundException'],
    [() => ({ KeyId: key.id, GrantTokens: ['AAAA'] }), 'AccessDeniedException'],
    [() => grantAlice(key.id), 'InvalidGrantTokenException'],
    [() => ({ GrantTokens: undefined }), 'IncorrectKeyException'],
    [() => ({ CiphertextBlob: right }), 'DisabledException'],
    [() => f.run('EnableKey', { KeyId: key.id }), 'InvalidKeyUsageException'],
    [() => ({ EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' }), 'InvalidCiphertextException'],
    [() => ({ EncryptionContext: undefined }), 'DryRunOperationException'],
  ]
  function grantAlice(KeyId: string) {
    const Policy = policy(rootStatement, { ...rootStatement, Principal: { AWS: alice.arn } })
    return f.run('PutKeyPolicy', { KeyId, Policy })
  }
  for (const [repair, code] of steps) {
    input = { ...input, ...((await repair()) as object | undefined) }
    await refused(f.run('Decrypt', input, { principal: alice }), code)
  }
  const { Plaintext } = await f.run('Decrypt', { ...input, DryRun: false }, { principal: alice })
  assert.deepEqual(Plaintext, Buffer.of(1))
})

test('GenerateDataKey: parameters, key, permission, state, DryRun', async (t) => {
  const f = await newFixture(t)
  await putPrincipal(f.storage, alice)
  const key = await newKey(f)
  await f.run('DisableKey', { KeyId: key.id })
  let input: Record<string, unknown> = { KeyId: 'nonsense', DryRun: true }
  const grant = { KeyId: key.id, GranteePrincipal: alice.arn, Operations: ['GenerateDataKey'] }
  const steps: [repair: () => unknown, code: string][] = [
    [() => ({}), 'ValidationException'],
    [() => ({ KeySpec: 'AES_256' }), 'NotFoundException'],
    [() => ({ KeyId: key.id }), 'AccessDeniedException'],
    [() => allowAlice(), 'DisabledException'],
    [() => f.run('EnableKey', { KeyId: key.id }), 'DryRunOperationException'],
  ]
  async function allowAlice() {
    await f.run('EnableKey', { KeyId: key.id })
    await f.run('CreateGrant', grant)
    await f.run('DisableKey', { KeyId: key.id })
  }
  for (const [repair, code] of steps) {
    input = { ...input, ...((await repair()) as object | undefined) }
    await refused(f.run('GenerateDataKey', input, { principal: alice }), code)
  }
})

test('CreateGrant: parameters, key, permission, state, operations of the key, principal, DryRun', async (t) => {
  const f = await newFixture(t)
  await putPrincipal(f.storage, alice)
  const key = await newKey(f)
  await f.run('DisableKey', { KeyId: key.id })
  let input: Record<string, unknown> = {
    KeyId: 'nonsense',
    Operations: ['CreateGrant'],
    GranteePrincipal: 'nobody',
    DryRun: true,
  }
  let principal = alice
  const steps: [repair: () => unknown, code: string][] = [
    [() => ({}), 'ValidationException'],
    [() => ({ Operations: ['Sign'] }), 'NotFoundException'],
    [() => ({ KeyId: key.id }), 'AccessDeniedException'],
    [
      () => {
        principal = admin
      },
      'DisabledException',
    ],
    [() => f.run('EnableKey', { KeyId: key.id }), 'ValidationException'],
    [() => ({ Operations: ['Decrypt'] }), 'InvalidArnException'],
    [() => ({ GranteePrincipal: alice.arn }), 'DryRunOperationException'],
  ]
  for (const [repair, code] of steps) {
    input = { ...input, ...((await repair()) as object | undefined) }
    await refused(f.run('CreateGrant', input, { principal }), code)
  }
})

/** Walks from the first error to success: each step repairs one thing, and the next error is due. */
async function walk(
  f: Fixture,
  operation: Parameters<Fixture['run']>[0],
  steps: readonly [repair: () => unknown, code: string | null][],
) {
  let input: Record<string, unknown> = {}
  for (const [repair, code] of steps) {
    input = { ...input, ...((await repair()) as object | undefined) }
    if (code === null) await f.run(operation, input, { principal: alice })
    else await refused(f.run(operation, input, { principal: alice }), code)
  }
}

async function newWalk(t: TestContext, kind: Record<string, unknown> = {}) {
  const f = await newFixture(t)
  await putPrincipal(f.storage, alice)
  const key = await newKey(f, kind)
  const allowAlice = () => {
    const Policy = policy(rootStatement, { ...rootStatement, Principal: { AWS: alice.arn } })
    return f.run('PutKeyPolicy', { KeyId: key.id, Policy }).then(() => ({}))
  }
  const disable = () => f.run('DisableKey', { KeyId: key.id }).then(() => ({}))
  const enable = () => f.run('EnableKey', { KeyId: key.id }).then(() => ({}))
  return { f, key, allowAlice, disable, enable }
}

test('Sign: key, permission, state, usage, algorithm, digest length, DryRun', async (t) => {
  const { f, key, allowAlice, disable, enable } = await newWalk(t, {
    KeySpec: 'ECC_NIST_P256',
    KeyUsage: 'SIGN_VERIFY',
  })
  const symmetric = await newKey(f, { Policy: policyForAlice() })
  await disable()
  await walk(f, 'Sign', [
    [
      () => ({
        KeyId: 'nonsense',
        Message: Buffer.of(1),
        MessageType: 'DIGEST',
        SigningAlgorithm: 'ECDSA_SHA_384',
        DryRun: true,
      }),
      'NotFoundException',
    ],
    [() => ({ KeyId: key.id }), 'AccessDeniedException'],
    [allowAlice, 'DisabledException'],
    [enable, 'InvalidKeyUsageException'],
    [() => ({ KeyId: symmetric.id }), 'InvalidKeyUsageException'],
    [() => ({ KeyId: key.id, SigningAlgorithm: 'ECDSA_SHA_256' }), 'ValidationException'],
    [() => ({ Message: Buffer.alloc(32) }), 'DryRunOperationException'],
    [() => ({ DryRun: false }), null],
  ])
})

test('VerifyMac: key, permission, state, usage, algorithm, the MAC itself, DryRun', async (t) => {
  const { f, key, allowAlice, disable, enable } = await newWalk(t, {
    KeySpec: 'HMAC_224',
    KeyUsage: 'GENERATE_VERIFY_MAC',
  })
  const right = { KeyId: key.id, Message: Buffer.of(1), MacAlgorithm: 'HMAC_SHA_224' }
  const { Mac } = await f.run('GenerateMac', right)
  await disable()
  await walk(f, 'VerifyMac', [
    [
      () => ({
        ...right,
        KeyId: 'nonsense',
        MacAlgorithm: 'HMAC_SHA_256',
        Mac: Buffer.alloc(28),
        DryRun: true,
      }),
      'NotFoundException',
    ],
    [() => ({ KeyId: key.id }), 'AccessDeniedException'],
    [allowAlice, 'DisabledException'],
    [enable, 'InvalidKeyUsageException'],
    [() => ({ MacAlgorithm: 'HMAC_SHA_224' }), 'KMSInvalidMacException'],
    [() => ({ Mac }), 'DryRunOperationException'],
    [() => ({ DryRun: false }), null],
  ])
})

test('RotateKeyOnDemand: key, permission, state, kind', async (t) => {
  const { f, key, allowAlice, disable, enable } = await newWalk(t, {
    KeySpec: 'HMAC_256',
    KeyUsage: 'GENERATE_VERIFY_MAC',
  })
  const symmetric = await newKey(f, { Policy: policyForAlice() })
  await disable()
  await walk(f, 'RotateKeyOnDemand', [
    [() => ({ KeyId: 'alias/nonsense' }), 'InvalidArnException'],
    [() => ({ KeyId: key.id }), 'AccessDeniedException'],
    [allowAlice, 'DisabledException'],
    [enable, 'UnsupportedOperationException'],
    [() => ({ KeyId: symmetric.id }), null],
  ])
})

test('RotateKeyOnDemand: pending import comes before the material that is not there', async (t) => {
  const { f, key, allowAlice } = await newWalk(t, { Origin: 'EXTERNAL' })
  await walk(f, 'RotateKeyOnDemand', [
    [() => ({ KeyId: key.id }), 'AccessDeniedException'],
    [allowAlice, 'KMSInvalidStateException'],
  ])
  const pending = `${key.arn} is pending import.`
  await refused(f.run('RotateKeyOnDemand', { KeyId: key.id }), 'KMSInvalidStateException', pending)
})

test('ImportKeyMaterial: parameters, key, permission, state, origin, token, ciphertext, material', async (t) => {
  const { f, key, allowAlice } = await newWalk(t, { Origin: 'EXTERNAL' })
  const own = await newKey(f, { Policy: policyForAlice() })
  await f.run('ScheduleKeyDeletion', { KeyId: key.id })
  const wrapping = { KeyId: key.id, WrappingAlgorithm: 'RSAES_OAEP_SHA_256', WrappingKeySpec: 'RSA_2048' }
  let publicKey: Uint8Array = Buffer.alloc(0)
  const wrap = (bytes: number) => ({
    EncryptedKeyMaterial: wrapMaterial(wrapping.WrappingAlgorithm, publicKey, Buffer.alloc(bytes, 7)),
  })
  await walk(f, 'ImportKeyMaterial', [
    [
      () => ({
        KeyId: 'nonsense',
        ImportToken: Buffer.of(1),
        EncryptedKeyMaterial: Buffer.alloc(256),
        ExpirationModel: 'KEY_MATERIAL_EXPIRES',
      }),
      'ValidationException',
    ],
    [() => ({ ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' }), 'NotFoundException'],
    [() => ({ KeyId: key.id }), 'AccessDeniedException'],
    [allowAlice, 'KMSInvalidStateException'],
    [() => ({ KeyId: own.id }), 'UnsupportedOperationException'],
    [
      async () => {
        await f.run('CancelKeyDeletion', { KeyId: key.id })
        return { KeyId: key.id }
      },
      'InvalidImportTokenException',
    ],
    [
      async () => {
        const { ImportToken, PublicKey } = await f.run('GetParametersForImport', wrapping)
        publicKey = PublicKey
        return { ImportToken }
      },
      'InvalidCiphertextException',
    ],
    [() => wrap(31), 'IncorrectKeyMaterialException'],
    [() => wrap(32), null],
  ])
})

test('ReplicateKey: key, permission, state, kind, Region, permission there', async (t) => {
  const { f, key, allowAlice, disable, enable } = await newWalk(t, { MultiRegion: true })
  const single = await newKey(f, { Policy: policyForAlice() })
  await disable()
  await walk(f, 'ReplicateKey', [
    [() => ({ KeyId: 'nonsense', ReplicaRegion: 'nowhere-1' }), 'NotFoundException'],
    [() => ({ KeyId: key.id }), 'AccessDeniedException'],
    [allowAlice, 'DisabledException'],
    [enable, 'UnsupportedOperationException'],
    [() => ({ KeyId: single.id, ReplicaRegion: 'us-east-1' }), 'UnsupportedOperationException'],
    [() => ({ KeyId: key.id }), 'AccessDeniedException'],
  ])
})

test('ScheduleKeyDeletion: parameters, key, permission, state', async (t) => {
  const { f, key, allowAlice } = await newWalk(t)
  await f.run('ScheduleKeyDeletion', { KeyId: key.id })
  await walk(f, 'ScheduleKeyDeletion', [
    [() => ({ KeyId: 'nonsense', PendingWindowInDays: 6 }), 'ValidationException'],
    [() => ({ PendingWindowInDays: 7 }), 'NotFoundException'],
    [() => ({ KeyId: key.id }), 'AccessDeniedException'],
    [allowAlice, 'KMSInvalidStateException'],
    [() => f.run('CancelKeyDeletion', { KeyId: key.id }).then(() => ({})), null],
  ])
})

/** Whoever may do everything with a key, so that nothing but the key's kind stands in the way. */
function policyForAlice(): string {
  return policy(rootStatement, { ...rootStatement, Principal: { AWS: alice.arn } })
}
