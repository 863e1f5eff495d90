/** Which error comes first when several are due: each row repairs one thing and names the next error. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  admin,
  alice,
  newFixture,
  newKey,
  policy,
  putPrincipal,
  refused,
  rootStatement,
} from './kms.fixture.ts'

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
