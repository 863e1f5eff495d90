/** What a stranger can do with, and learn of, KMS keys that are not theirs: nothing. */

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, describe, test } from 'node:test'
import type { KMS } from '@aws-sdk/client-kms'
import { suiteScope } from '../support/servers.ts'
import {
  failureOf,
  newUser,
  otherAccount,
  ownAccount,
  policyOf,
  type Strangers,
  startStrangers,
} from '../support/strangers.ts'

const denied = { name: 'AccessDeniedException' }

describe('keys of others', () => {
  const scope = suiteScope()
  let strangers: Strangers
  let own: KMS
  let keyArn: string
  let stolen: Uint8Array
  before(async () => {
    strangers = await startStrangers(scope)
    own = strangers.own.kms
    keyArn = await newKey()
    await own.createAlias({ AliasName: 'alias/secret-project', TargetKeyId: keyArn })
    stolen = (await own.encrypt({ KeyId: keyArn, Plaintext: Buffer.from('x') })).CiphertextBlob as Uint8Array
  })

  const newKey = async (Policy?: string) => (await own.createKey({ Policy })).KeyMetadata?.Arn as string
  const encrypt = (kms: KMS, KeyId: string, EncryptionContext?: Record<string, string>) =>
    kms.encrypt({ KeyId, Plaintext: Buffer.from('x'), EncryptionContext })

  test('a key of another account and one that does not exist are refused in the same words', async () => {
    const { server, other } = strangers
    const allowed = await newUser(server, other, 'prober', { Action: 'kms:*' })
    const forbidden = await newUser(server, other, 'forbidden', { Effect: 'Deny', Action: 'kms:*' })
    const { GrantToken } = await grantTo(other.kms, allowed.arn)
    const ghost = keyArn.replace(/[^/]+$/, randomUUID())
    const alias = (name: string) => keyArn.replace(/key\/.*$/, `alias/${name}`)
    const pairs = [
      [keyArn, ghost],
      [alias('secret-project'), alias('nothing')],
    ] as const
    const probes: ((kms: KMS, KeyId: string) => Promise<unknown>)[] = [
      (kms, KeyId) => kms.describeKey({ KeyId }),
      (kms, KeyId) => kms.describeKey({ KeyId, GrantTokens: ['bm8gdG9rZW4='] }),
      (kms, KeyId) =>
        kms.encrypt({ KeyId, Plaintext: Buffer.from('x'), GrantTokens: [GrantToken as string] }),
      (kms, KeyId) => kms.encrypt({ KeyId, Plaintext: Buffer.from('x'), DryRun: true }),
      (kms, KeyId) => kms.decrypt({ KeyId, CiphertextBlob: stolen }),
      (kms, KeyId) => kms.getKeyPolicy({ KeyId }),
      (kms, KeyId) => kms.disableKey({ KeyId }),
      (kms, KeyId) => kms.listGrants({ KeyId }),
      (kms, KeyId) => kms.retireGrant({ KeyId, GrantId: 'a'.repeat(64) }),
      (kms, KeyId) =>
        kms.createGrant({
          KeyId,
          GranteePrincipal: allowed.arn,
          Operations: ['Decrypt'],
          GrantTokens: ['x'],
        }),
    ]
    for (const { clients } of [allowed, forbidden]) {
      for (const [there, missing] of pairs) {
        for (const probe of probes) {
          const [real, made] = [
            await failureOf(probe(clients.kms, there)),
            await failureOf(probe(clients.kms, missing)),
          ]
          assert.deepEqual(real, made, `${probe} on ${there}`)
          assert.ok(real !== null)
        }
      }
    }
    const forged = Buffer.from(stolen)
    forged.writeUInt8(forged.readUInt8(12) ^ 1, 12)
    for (const { clients } of [allowed, forbidden]) {
      assert.deepEqual(
        await failureOf(clients.kms.decrypt({ CiphertextBlob: stolen })),
        await failureOf(clients.kms.decrypt({ CiphertextBlob: forged })),
        'nor does a stolen ciphertext tell whether its key exists',
      )
    }
  })

  test('the trail of who was denied does not name the key behind a foreign alias', async () => {
    const { server, other } = strangers
    const prober = await newUser(server, other, 'reader', { Action: ['kms:*', 'cloudtrail:*'] })
    const KeyId = keyArn.replace(/key\/.*$/, 'alias/secret-project')
    await assert.rejects(prober.clients.kms.describeKey({ KeyId }), denied)
    await assert.rejects(prober.clients.kms.decrypt({ CiphertextBlob: stolen }), denied)
    const { Events = [] } = await prober.clients.cloudTrail.lookupEvents({
      LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: 'reader' }],
    })
    assert.ok(Events.length >= 2)
    for (const { CloudTrailEvent = '' } of Events) assert.ok(!CloudTrailEvent.includes(keyArn))
    const byKey = await other.cloudTrail.lookupEvents({
      LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: keyArn }],
    })
    assert.deepEqual(byKey.Events, [], 'and events cannot be looked up by it')
  })

  test('the events of one account are nobody else’s', async () => {
    const { Events = [] } = await strangers.other.cloudTrail.lookupEvents({})
    for (const { CloudTrailEvent = '' } of Events) {
      assert.equal(JSON.parse(CloudTrailEvent).recipientAccountId, otherAccount)
    }
  })

  test('a bare key id or alias means the caller’s own account', async () => {
    const { other } = strangers
    const keyId = keyArn.split('/')[1] as string
    await assert.rejects(other.kms.describeKey({ KeyId: keyId }), { name: 'NotFoundException' })
    await assert.rejects(encrypt(other.kms, 'alias/secret-project'), { name: 'NotFoundException' })
  })

  test('an alias cannot be pointed at a key of another account, nor moved without permission on both keys', async () => {
    const { server, other } = strangers
    await assert.rejects(other.kms.createAlias({ AliasName: 'alias/mine', TargetKeyId: keyArn }), denied)
    const mine = (await other.kms.createKey()).KeyMetadata?.Arn as string
    await other.kms.createAlias({ AliasName: 'alias/mine', TargetKeyId: mine })
    await assert.rejects(other.kms.updateAlias({ AliasName: 'alias/mine', TargetKeyId: keyArn }), denied)

    const second = await newKey()
    const alias = keyArn.replace(/key\/.*$/, 'alias/secret-project')
    const mover = await newUser(server, strangers.own, 'mover', {
      Action: 'kms:UpdateAlias',
      Resource: [alias, second],
    })
    const move = { AliasName: 'alias/secret-project', TargetKeyId: second }
    await assert.rejects(mover.clients.kms.updateAlias(move), denied)
    assert.equal((await own.describeKey({ KeyId: 'alias/secret-project' })).KeyMetadata?.Arn, keyArn)
  })

  test('cross-account use needs both the key policy and the user’s own policy', async () => {
    const { server, other } = strangers
    const partner = await newUser(server, other, 'partner')
    const shared = await newKey(
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          statement('Allow', `arn:aws:iam::${ownAccount}:root`, 'kms:*'),
          statement('Allow', partner.arn, ['kms:Encrypt', 'kms:PutKeyPolicy']),
        ],
      }),
    )
    await assert.rejects(encrypt(partner.clients.kms, shared), denied)
    await other.iam.putUserPolicy({
      UserName: 'partner',
      PolicyName: 'kms',
      PolicyDocument: policyOf({ Action: 'kms:*' }),
    })
    await encrypt(partner.clients.kms, shared)
    await assert.rejects(
      partner.clients.kms.putKeyPolicy({ KeyId: shared, Policy: '{}' }),
      denied,
      'managing a key is never open to another account',
    )
  })

  test('a Deny in the key policy holds against administrators, grants and NotPrincipal’s exceptions alike', async () => {
    const { server } = strangers
    const user = await newUser(server, strangers.own, 'excepted', { Action: 'kms:*' })
    const key = await newKey(
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          statement('Allow', `arn:aws:iam::${ownAccount}:root`, 'kms:*'),
          {
            Effect: 'Deny',
            NotPrincipal: { AWS: [user.arn, `arn:aws:iam::${ownAccount}:root`] },
            Action: 'kms:Encrypt',
            Resource: '*',
          },
          {
            ...statement('Deny', '*', 'kms:Encrypt'),
            Condition: { StringEquals: { 'kms:EncryptionContext:a': 'no' } },
          },
        ],
      }),
    )
    await assert.rejects(encrypt(own, key), denied)
    await encrypt(user.clients.kms, key)
    await assert.rejects(encrypt(user.clients.kms, key, { a: 'no' }), denied)
    await assert.rejects(encrypt(user.clients.kms, key, { A: 'no' }), denied, 'condition keys have no case')
    const helper = await newUser(server, strangers.own, 'helper')
    await own.createGrant({ KeyId: key, GranteePrincipal: helper.arn, Operations: ['Encrypt'] })
    await assert.rejects(encrypt(helper.clients.kms, key), denied)
  })

  test('a grant gives its operations, under its constraints, to its grantee, and a token adds nothing', async () => {
    const { server } = strangers
    const key = await newKey()
    const grantee = await newUser(server, strangers.own, 'grantee')
    const thief = await newUser(server, strangers.own, 'thief')
    const { GrantToken = '' } = await own.createGrant({
      KeyId: key,
      GranteePrincipal: grantee.arn,
      Operations: ['Encrypt', 'CreateGrant', 'RetireGrant'],
      Constraints: { EncryptionContextEquals: { tenant: 'a' } },
    })
    const { kms } = grantee.clients
    await encrypt(kms, key, { tenant: 'a' })
    const contexts: (Record<string, string> | undefined)[] = [
      undefined,
      { tenant: 'b' },
      { tenant: 'a', more: '1' },
      { tenant: 'a', TENANT: 'a' },
    ]
    for (const context of contexts) {
      await assert.rejects(encrypt(kms, key, context), denied, JSON.stringify(context))
    }
    await assert.rejects(kms.decrypt({ KeyId: key, CiphertextBlob: stolen }), denied)
    await assert.rejects(
      thief.clients.kms.encrypt({
        KeyId: key,
        Plaintext: Buffer.from('x'),
        EncryptionContext: { tenant: 'a' },
        GrantTokens: [GrantToken],
      }),
      denied,
    )
    await assert.rejects(thief.clients.kms.retireGrant({ GrantToken }), denied)

    const child = { KeyId: key, GranteePrincipal: thief.arn }
    const Constraints = { EncryptionContextEquals: { tenant: 'a' } }
    await assert.rejects(kms.createGrant({ ...child, Operations: ['Encrypt'] }), denied, 'looser')
    await assert.rejects(
      kms.createGrant({
        ...child,
        Operations: ['Encrypt'],
        Constraints: { EncryptionContextSubset: { tenant: 'a' } },
      }),
      denied,
      'a subset is looser than equality',
    )
    await assert.rejects(
      kms.createGrant({ ...child, Operations: ['Decrypt'], Constraints }),
      denied,
      'more operations',
    )
    await kms.createGrant({ ...child, Operations: ['Encrypt'], Constraints })
    await kms.retireGrant({ GrantToken })
    await assert.rejects(encrypt(kms, key, { tenant: 'a' }), denied)
  })

  test('nobody but a service makes a grant to a service, and nobody claims to be called by one', async () => {
    const { server } = strangers
    const service = `qbusiness.${server.region}.amazonaws.com`
    const grant = { KeyId: keyArn, GranteePrincipal: service, Operations: ['Decrypt' as const] }
    await assert.rejects(own.createGrant(grant), { name: 'InvalidArnException' })
    const key = await newKey()
    const user = await newUser(server, strangers.own, 'via', {
      Action: 'kms:*',
      Condition: { Bool: { 'aws:ViaAWSService': 'true' } },
    })
    user.clients.kms.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { headers: Record<string, string> }
        Object.assign(request.headers, {
          'x-amz-via-aws-service': 'true',
          'x-amz-source-arn': 'arn:aws:qbusiness:us-east-1:111122223333:application/a',
          'x-forwarded-for': '10.0.0.1',
          'user-agent': 'qbusiness.amazonaws.com',
        })
        return next(args)
      },
      { step: 'build' },
    )
    await assert.rejects(encrypt(user.clients.kms, key), denied)
  })

  test('ReEncrypt needs permission on both keys', async () => {
    const { server } = strangers
    const target = await newKey()
    const { CiphertextBlob } = await encrypt(own, keyArn)
    const request = { CiphertextBlob, DestinationKeyId: target }
    for (const [name, Resource] of [
      ['from-only', keyArn],
      ['to-only', target],
    ] as const) {
      const user = await newUser(server, strangers.own, name, { Action: 'kms:ReEncrypt*', Resource })
      await assert.rejects(user.clients.kms.reEncrypt(request), denied, name)
      await assert.rejects(user.clients.kms.reEncrypt({ ...request, DryRun: true }), denied, name)
    }
    const both = await newUser(server, strangers.own, 'both', {
      Action: 'kms:ReEncrypt*',
      Resource: [keyArn, target],
    })
    await both.clients.kms.reEncrypt(request)
  })

  async function grantTo(kms: KMS, GranteePrincipal: string) {
    const KeyId = (await kms.createKey()).KeyMetadata?.Arn
    return kms.createGrant({ KeyId, GranteePrincipal, Operations: ['Encrypt'] })
  }
})

function statement(Effect: string, AWS: string, Action: string | string[]) {
  return { Effect, Principal: { AWS }, Action, Resource: '*' }
}
