/** What copies of KMS commonly get wrong in policies, grants, aliases and the trail, each thing once, as the unmodified SDK sees it. */

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { before, describe, test } from 'node:test'
import type { CreateKeyCommandInput, GrantListEntry, KMS } from '@aws-sdk/client-kms'
import { suiteScope } from './support/servers.ts'
import { newUser, otherAccount, ownAccount, type Strangers, startStrangers } from './support/strangers.ts'
import { eventsOfKey } from './support/trail-lookup.ts'

const Plaintext = Buffer.from('a plaintext')
const root = { Effect: 'Allow', Principal: { AWS: ownAccount }, Action: 'kms:*', Resource: '*' }
const policyWith = (...statements: object[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [root, ...statements] })

describe('what copies of KMS get wrong about access', () => {
  const scope = suiteScope()
  let strangers: Strangers
  let kms: KMS
  /** A symmetric key that every test may use and none may change. */
  let KeyId: string
  before(async () => {
    strangers = await startStrangers(scope)
    kms = strangers.own.kms
    KeyId = await newKey()
  })

  async function newKey(input: CreateKeyCommandInput = {}): Promise<string> {
    return (await kms.createKey(input)).KeyMetadata?.Arn as string
  }

  let users = 0
  const userOf = (...statements: Parameters<typeof newUser>[3][]) =>
    newUser(strangers.server, strangers.own, `user-${++users}`, ...statements)

  test('1: the key policy is evaluated on every call, with its principals and conditions', async () => {
    const named = await userOf()
    const key = await newKey({
      Policy: policyWith({
        Effect: 'Allow',
        Principal: { AWS: named.arn },
        Action: 'kms:Encrypt',
        Resource: '*',
        Condition: { StringEquals: { 'kms:EncryptionContext:team': 'a' } },
      }),
    })
    const encrypt = (team: string) =>
      named.clients.kms.encrypt({ KeyId: key, Plaintext, EncryptionContext: { team } })
    await encrypt('a')
    await assert.rejects(encrypt('b'), { name: 'AccessDeniedException' })
    await assert.rejects(named.clients.kms.describeKey({ KeyId: key }), { name: 'AccessDeniedException' })
    const { Policy = '' } = await kms.getKeyPolicy({ KeyId: key })
    const denying = JSON.parse(Policy)
    denying.Statement.push({
      Effect: 'Deny',
      Principal: '*',
      Action: 'kms:Encrypt',
      Resource: '*',
    })
    await kms.putKeyPolicy({ KeyId: key, Policy: JSON.stringify(denying) })
    await assert.rejects(encrypt('a'), {
      name: 'AccessDeniedException',
      message: `User: ${named.arn} is not authorized to perform: kms:Encrypt on resource: ${key} with an explicit deny in a resource-based policy`,
    })
  })

  test('2: a key policy is checked: JSON, characters, principals, lockout, size; its name may be left out', async () => {
    const key = await newKey()
    const put = (Policy: string) => kms.putKeyPolicy({ KeyId: key, Policy })
    const malformed = { name: 'MalformedPolicyDocumentException' }
    await assert.rejects(put('{"Version":'), malformed)
    await assert.rejects(put('{"Version":"2012-10-17","Statement":"€"}'), { name: 'ValidationException' })
    await assert.rejects(
      put(
        policyWith({
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${ownAccount}:user/nobody` },
          Action: '*',
          Resource: '*',
        }),
      ),
      { ...malformed, message: 'Policy contains a statement with one or more invalid principals.' },
    )
    await assert.rejects(
      put(
        JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ ...root, Action: 'kms:Describe*' }],
        }),
      ),
      {
        ...malformed,
        message: 'The new key policy will not allow you to update the key policy in the future.',
      },
    )
    const statement = { Effect: 'Deny', Principal: '*', Action: 'kms:Sign', Resource: '*' }
    const large = policyWith(...Array.from({ length: 500 }, () => statement))
    assert.ok(large.length > 32_768)
    await assert.rejects(put(large), { name: 'LimitExceededException' })
    const { Policy, PolicyName } = await kms.getKeyPolicy({ KeyId: key })
    assert.equal(PolicyName, 'default')
    assert.match(
      Policy ?? '',
      /^\{\n {2}"Version" : "2012-10-17",\n {2}"Id" : "key-default-1",\n {2}"Statement" : \[ \{/,
    )
    await assert.rejects(kms.getKeyPolicy({ KeyId: key, PolicyName: 'other' }), {
      name: 'NotFoundException',
      message: 'No such policy exists',
    })
  })

  test('3: a grant is an authorization, and grant tokens are checked', async () => {
    const grantee = await userOf()
    const encrypt = (GrantTokens?: string[]) =>
      grantee.clients.kms.encrypt({ KeyId, Plaintext, ...(GrantTokens && { GrantTokens }) })
    await assert.rejects(encrypt(), { name: 'AccessDeniedException' })
    const { GrantToken = '', GrantId } = await kms.createGrant({
      KeyId,
      GranteePrincipal: grantee.arn,
      Operations: ['Encrypt'],
    })
    await encrypt()
    await encrypt([GrantToken])
    await assert.rejects(encrypt(['bm90IGEgdG9rZW4=']), { name: 'InvalidGrantTokenException' })
    const elsewhere = await kms.createGrant({
      KeyId: await newKey(),
      GranteePrincipal: grantee.arn,
      Operations: ['Encrypt'],
    })
    await assert.rejects(encrypt([elsewhere.GrantToken as string]), { name: 'InvalidGrantTokenException' })
    await kms.revokeGrant({ KeyId, GrantId })
    await assert.rejects(encrypt(), { name: 'AccessDeniedException' })
    await assert.rejects(encrypt([GrantToken]), { name: 'AccessDeniedException' })
    await assert.rejects(kms.encrypt({ KeyId, Plaintext, GrantTokens: [GrantToken] }), {
      name: 'InvalidGrantTokenException',
    })
  })

  test('4: the constraints of a grant are enforced', async () => {
    const grantee = await userOf()
    const context = { tenant: 't1', purpose: 'backup' }
    const grant = { KeyId, GranteePrincipal: grantee.arn }
    await kms.createGrant({
      ...grant,
      Operations: ['Encrypt'],
      Constraints: { EncryptionContextSubset: { tenant: 't1' } },
    })
    await kms.createGrant({
      ...grant,
      Operations: ['GenerateDataKey'],
      Constraints: { EncryptionContextEquals: context },
    })
    const denied = { name: 'AccessDeniedException' }
    const encrypt = (EncryptionContext?: Record<string, string>) =>
      grantee.clients.kms.encrypt({ KeyId, Plaintext, EncryptionContext })
    await encrypt(context)
    await assert.rejects(encrypt({ tenant: 't2' }), denied)
    await assert.rejects(encrypt(), denied)
    const dataKey = (EncryptionContext?: Record<string, string>) =>
      grantee.clients.kms.generateDataKey({ KeyId, KeySpec: 'AES_256', EncryptionContext })
    await dataKey(context)
    await assert.rejects(dataKey({ tenant: 't1' }), denied)
    await assert.rejects(dataKey({ ...context, more: 'x' }), denied)
    await assert.rejects(
      kms.createGrant({ ...grant, Operations: ['Encrypt'], Constraints: { SourceArn: 'x' } }),
      {
        name: 'ValidationException',
      },
    )
  })

  test('5: CreateGrant: the name makes it idempotent, operations must fit the key, services need a source', async () => {
    const grantee = await userOf()
    const named = { KeyId, GranteePrincipal: grantee.arn, Operations: ['Decrypt' as const], Name: 'once' }
    const first = await kms.createGrant(named)
    const again = await kms.createGrant(named)
    assert.equal(again.GrantId, first.GrantId)
    assert.notEqual(again.GrantToken, first.GrantToken)
    assert.match(first.GrantId ?? '', /^[0-9a-f]{64}$/)
    const other = await kms.createGrant({ ...named, Operations: ['Encrypt'] })
    assert.notEqual(other.GrantId, first.GrantId)
    const { Name: _, ...unnamed } = named
    assert.notEqual((await kms.createGrant(unnamed)).GrantId, (await kms.createGrant(unnamed)).GrantId)
    const hmac = await newKey({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' })
    await kms.createGrant({ ...named, KeyId: hmac, Operations: ['GenerateMac', 'VerifyMac'] })
    await assert.rejects(kms.createGrant({ ...named, KeyId: hmac }), { name: 'ValidationException' })
    await assert.rejects(kms.createGrant({ ...named, Operations: ['CreateGrant'] }), {
      name: 'ValidationException',
      message: 'Grants must not contain only the CreateGrant operation.',
    })
    await assert.rejects(kms.createGrant({ ...named, Operations: ['CreateKey' as never] }), {
      name: 'ValidationException',
    })
    const service = {
      KeyId,
      GranteeServicePrincipal: 'qbusiness.amazonaws.com',
      Operations: ['Decrypt' as const],
    }
    await assert.rejects(kms.createGrant(service), { name: 'ValidationException' })
  })

  test('6: ListGrants shows all of a grant and nothing else, and filters', async () => {
    const key = await newKey()
    const other = await newKey()
    const grantee = await userOf()
    const grant = { GranteePrincipal: grantee.arn, Operations: ['Decrypt' as const] }
    const { GrantId } = await kms.createGrant({ ...grant, KeyId: key })
    const elsewhere = await kms.createGrant({ ...grant, KeyId: other })
    await kms.createGrant({ ...grant, KeyId: key, GranteePrincipal: `arn:aws:iam::${ownAccount}:root` })
    const listed = await kms.listGrants({ KeyId: key, GrantId })
    assert.equal(listed.Truncated, false)
    assert.equal('GrantCount' in listed, false)
    const [entry] = listed.Grants as [GrantListEntry]
    const { CreationDate, ...rest } = entry
    assert.ok(CreationDate instanceof Date && Math.abs(CreationDate.getTime() - Date.now()) < 60_000)
    assert.deepEqual(rest, {
      KeyId: key,
      GrantId,
      Name: '',
      GranteePrincipal: grantee.arn,
      IssuingAccount: `arn:aws:iam::${ownAccount}:root`,
      Operations: ['Decrypt'],
    })
    assert.deepEqual((await kms.listGrants({ KeyId: key, GrantId: elsewhere.GrantId })).Grants, [])
    assert.equal((await kms.listGrants({ KeyId: key })).Grants?.length, 2)
    assert.equal((await kms.listGrants({ KeyId: key, GranteePrincipal: grantee.arn })).Grants?.length, 1)
  })

  test('7: a grant is retired by those it names, and revoked by those with the permission', async () => {
    const [grantee, retiring, stranger] = [await userOf(), await userOf(), await userOf()]
    const grant = () =>
      kms.createGrant({
        KeyId,
        GranteePrincipal: grantee.arn,
        RetiringPrincipal: retiring.arn,
        Operations: ['Decrypt'],
      })
    const { GrantId, GrantToken } = await grant()
    for (const { clients } of [grantee, stranger]) {
      await assert.rejects(clients.kms.retireGrant({ KeyId, GrantId }), { name: 'AccessDeniedException' })
      await assert.rejects(clients.kms.retireGrant({ GrantToken }), { name: 'AccessDeniedException' })
    }
    for (const { clients } of [grantee, retiring, stranger])
      await assert.rejects(clients.kms.revokeGrant({ KeyId, GrantId }), { name: 'AccessDeniedException' })
    await retiring.clients.kms.retireGrant({ GrantToken })
    await assert.rejects(retiring.clients.kms.retireGrant({ KeyId, GrantId }), { name: 'NotFoundException' })
    await assert.rejects(kms.revokeGrant({ KeyId, GrantId }), { name: 'NotFoundException' })
    const second = await grant()
    await retiring.clients.kms.retireGrant({ KeyId, GrantId: second.GrantId })
  })

  test('27: every call, refused ones too, is in the trail', async () => {
    const key = await newKey()
    await kms.encrypt({ KeyId: key, Plaintext, EncryptionContext: { a: 'b' } })
    await kms.disableKey({ KeyId: key })
    await assert.rejects(kms.encrypt({ KeyId: key, Plaintext }))
    const events = await eventsOfKey(strangers.own, key)
    assert.deepEqual(
      events.map((event) => [event.eventName, event.errorCode]),
      [
        ['CreateKey', undefined],
        ['Encrypt', undefined],
        ['DisableKey', undefined],
        ['Encrypt', 'DisabledException'],
      ],
    )
    assert.deepEqual(events[1]?.requestParameters, {
      keyId: key,
      encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      encryptionContext: { a: 'b' },
    })
  })

  test('28: another account needs both its own policy’s and the key policy’s permission', async () => {
    const open = await newKey({
      Policy: policyWith({
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${otherAccount}:root` },
        Action: ['kms:Encrypt', 'kms:DisableKey'],
        Resource: '*',
      }),
    })
    const { server, other } = strangers
    const allowed = await newUser(server, other, 'allowed', { Action: 'kms:*' })
    const silent = await newUser(server, other, 'silent')
    const denied = { name: 'AccessDeniedException' }
    const encrypt = (kms: KMS, key: string) => kms.encrypt({ KeyId: key, Plaintext })
    assert.equal((await encrypt(allowed.clients.kms, open)).KeyId, open)
    await assert.rejects(encrypt(silent.clients.kms, open), denied)
    await assert.rejects(encrypt(allowed.clients.kms, KeyId), denied)
    // What does not cross accounts cannot be allowed.
    await assert.rejects(allowed.clients.kms.disableKey({ KeyId: open }), denied)
  })

  test('29: permissions by alias: the request’s and the key’s', async () => {
    const AliasName = `alias/team/${randomBytes(4).toString('hex')}`
    const key = await newKey()
    await kms.createAlias({ AliasName, TargetKeyId: key })
    const byRequest = await userOf({
      Action: 'kms:Encrypt',
      Condition: { StringEquals: { 'kms:RequestAlias': AliasName } },
    })
    const byResource = await userOf({
      Action: 'kms:Encrypt',
      Condition: { 'ForAnyValue:StringLike': { 'kms:ResourceAliases': 'alias/team/*' } },
    })
    await byRequest.clients.kms.encrypt({ KeyId: AliasName, Plaintext })
    await assert.rejects(byRequest.clients.kms.encrypt({ KeyId: key, Plaintext }), {
      name: 'AccessDeniedException',
    })
    await byResource.clients.kms.encrypt({ KeyId: key, Plaintext })
    await byResource.clients.kms.encrypt({ KeyId: AliasName, Plaintext })
    await assert.rejects(byResource.clients.kms.encrypt({ KeyId, Plaintext }), {
      name: 'AccessDeniedException',
    })
  })

  test('30: Decrypt is authorized on the key that the ciphertext names', async () => {
    const closed = {
      Policy: policyWith({ Effect: 'Deny', Principal: '*', Action: 'kms:Decrypt', Resource: '*' }),
    }
    const [allowed, other, denied] = [await newKey(), await newKey(), await newKey(closed)]
    const reader = await userOf({ Action: 'kms:Decrypt', Resource: [allowed, denied] })
    const decrypt = async (key: string) => {
      const { CiphertextBlob } = await kms.encrypt({ KeyId: key, Plaintext })
      return reader.clients.kms.decrypt({ CiphertextBlob })
    }
    await decrypt(allowed)
    const refusal = `User: ${reader.arn} is not authorized to perform: kms:Decrypt on`
    await assert.rejects(decrypt(other), {
      name: 'AccessDeniedException',
      message: `${refusal} resource: ${other} because no identity-based policy allows the kms:Decrypt action`,
    })
    await assert.rejects(decrypt(denied), {
      name: 'AccessDeniedException',
      message: `${refusal} the resource associated with this ciphertext because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`,
    })
  })

  test('31: an alias holds the plain key id, however its key was named', async () => {
    const AliasName = 'alias/by-arn'
    await kms.createAlias({ AliasName, TargetKeyId: KeyId })
    const { Aliases } = await kms.listAliases({ KeyId })
    const entry = Aliases?.find((alias) => alias.AliasName === AliasName)
    assert.equal(entry?.TargetKeyId, KeyId.split('/')[1])
    assert.equal(entry?.AliasArn, KeyId.replace(/key\/.*/, AliasName))
    assert.ok(entry?.CreationDate instanceof Date && entry.LastUpdatedDate instanceof Date)
    await assert.rejects(kms.createAlias({ AliasName: 'alias/to-alias', TargetKeyId: AliasName }), {
      name: 'ValidationException',
      message: 'Aliases must refer to keys. Not aliases',
    })
  })

  test('32: an alias moves between keys of the same kind and usage only', async () => {
    const AliasName = 'alias/moving'
    const [rsa, ecc] = [
      await newKey({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }),
      await newKey({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }),
    ]
    await kms.createAlias({ AliasName, TargetKeyId: rsa })
    await kms.updateAlias({ AliasName, TargetKeyId: ecc })
    await kms.updateAlias({ AliasName, TargetKeyId: ecc })
    await assert.rejects(kms.updateAlias({ AliasName, TargetKeyId: KeyId }), {
      name: 'ValidationException',
      message: `Alias ${AliasName} cannot be changed from a CMK with key usage SIGN_VERIFY to a CMK with key usage ENCRYPT_DECRYPT. The key usage of the current CMK and the new CMK must be the same.`,
    })
    const rsaEncryption = await newKey({ KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' })
    await kms.createAlias({ AliasName: 'alias/symmetric', TargetKeyId: KeyId })
    await assert.rejects(kms.updateAlias({ AliasName: 'alias/symmetric', TargetKeyId: rsaEncryption }), {
      name: 'ValidationException',
    })
  })
})
