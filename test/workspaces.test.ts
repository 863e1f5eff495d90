/** Bedrock Studio workspaces, which are DataZone domains, as the unmodified SDK sees them. */

import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { DataZone } from '@aws-sdk/client-datazone'
import { startTestServer, suiteScope, type TestServer } from './support/servers.ts'
import { eventsOfKey, lookup } from './support/trail-lookup.ts'
import { createWorkspace, datazoneFor, newKeyArn, untilGone, untilGrantsAre } from './support/workspaces.ts'

describe('workspaces through the SDK', () => {
  const scope = suiteScope()
  let server: TestServer
  let datazone: DataZone
  before(async () => {
    server = await startTestServer(scope)
    datazone = datazoneFor(server)
  })

  test('a domain is made under a key, found, changed, tagged and deleted', async () => {
    const keyArn = await newKeyArn(server)
    const made = await datazone.createDomain({
      name: 'studio',
      description: 'For claims',
      kmsKeyIdentifier: keyArn,
      domainExecutionRole: 'arn:aws:iam::111122223333:role/Execution',
      domainVersion: 'V1',
      singleSignOn: { type: 'IAM_IDC', userAssignment: 'MANUAL' },
      tags: { AmazonBedrockManaged: 'true' },
    })
    const identifier = made.id as string
    const arn = `arn:aws:datazone:${server.region}:${server.accountId}:domain/${identifier}`
    assert.match(identifier, /^dzd_[a-z0-9]{14}$/)
    assert.equal(made.$metadata.httpStatusCode, 201)
    assert.equal(made.arn, arn)
    assert.equal(made.kmsKeyIdentifier, keyArn)
    assert.match(made.status ?? '', /^(CREATING|AVAILABLE)$/)
    await createWorkspace(datazone)

    const got = await datazone.getDomain({ identifier })
    assert.deepEqual(
      [got.name, got.description, got.kmsKeyIdentifier, got.domainVersion, got.rootDomainUnitId],
      ['studio', 'For claims', keyArn, 'V1', made.rootDomainUnitId],
    )
    assert.deepEqual(got.singleSignOn, { type: 'IAM_IDC', userAssignment: 'MANUAL' })
    assert.ok(got.createdAt instanceof Date && got.lastUpdatedAt instanceof Date)

    const updated = await datazone.updateDomain({
      identifier,
      name: 'studio two',
      domainExecutionRole: 'arn:aws:iam::111122223333:role/Other',
    })
    assert.deepEqual(
      [updated.id, updated.name, updated.description],
      [identifier, 'studio two', 'For claims'],
    )
    const again = await datazone.getDomain({ identifier })
    assert.equal(again.domainExecutionRole, 'arn:aws:iam::111122223333:role/Other')
    assert.equal(again.kmsKeyIdentifier, keyArn, 'nothing changes the key')

    await datazone.tagResource({ resourceArn: arn, tags: { team: 'a', gone: 'soon' } })
    await datazone.untagResource({ resourceArn: arn, tagKeys: ['gone'] })
    assert.deepEqual((await datazone.listTagsForResource({ resourceArn: arn })).tags, {
      AmazonBedrockManaged: 'true',
      team: 'a',
    })

    const deleted = await datazone.deleteDomain({ identifier })
    assert.deepEqual([deleted.status, deleted.$metadata.httpStatusCode], ['DELETING', 202])
    await untilGone(datazone, identifier)
    await untilGrantsAre(server, keyArn, 0)
    const { items = [] } = await datazone.listDomains({})
    assert.ok(items.every(({ id }) => id !== identifier))
  })

  test('a domain has the two grants of the user guide, limited to its id, and uses the key under them', async () => {
    const keyArn = await newKeyArn(server)
    const identifier = await createWorkspace(datazone, { kmsKeyIdentifier: keyArn })
    const { Grants = [] } = await server.admin.kms.listGrants({ KeyId: keyArn })
    const principal = `datazone.${server.region}.amazonaws.com`
    assert.deepEqual(
      Grants.map((grant) => [
        [...(grant.Operations ?? [])].sort(),
        grant.GranteePrincipal ?? grant.GranteeServicePrincipal,
        grant.RetiringPrincipal ?? grant.RetiringServicePrincipal,
        grant.Constraints?.EncryptionContextSubset,
      ]).sort(),
      [
        ['Decrypt', 'DescribeKey', 'GenerateDataKey', 'RetireGrant'],
        ['Decrypt', 'DescribeKey'],
      ].map((operations) => [operations, principal, principal, { 'aws:datazone:domainId': identifier }]),
    )
    const events = await eventsOfKey(server.admin, keyArn)
    const used = events.find(({ eventName }) => eventName === 'GenerateDataKey')
    assert.deepEqual(used?.requestParameters?.encryptionContext, { 'aws:datazone:domainId': identifier })
    assert.deepEqual(used?.userIdentity, { type: 'AWSService', invokedBy: 'datazone.amazonaws.com' })
    assert.equal(events.filter(({ eventName }) => eventName === 'CreateGrant').length, 2)
    await datazone.deleteDomain({ identifier })
    await untilGone(datazone, identifier)
    await untilGrantsAre(server, keyArn, 0)
    const retired = (await eventsOfKey(server.admin, keyArn)).filter(
      ({ eventName }) => eventName === 'RetireGrant',
    )
    assert.equal(retired.length, 2)
  })

  test('without a key the domain names none; the documented key policy is enough for a role', async () => {
    const identifier = await createWorkspace(datazone)
    assert.equal((await datazone.getDomain({ identifier })).kmsKeyIdentifier, undefined)

    const { iam, kms, sts } = server.admin
    const { Role } = await iam.createRole({
      RoleName: 'StudioAdministrator',
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: `arn:aws:iam::${server.accountId}:root` },
            Action: 'sts:AssumeRole',
          },
        ],
      }),
    })
    await iam.putRolePolicy({
      RoleName: 'StudioAdministrator',
      PolicyName: 'datazone',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: 'datazone:*', Resource: '*' },
          { Effect: 'Deny', Action: 'datazone:DeleteDomain', Resource: '*' },
        ],
      }),
    })
    const statement = {
      Effect: 'Allow',
      Principal: { AWS: Role?.Arn },
      Action: ['kms:DescribeKey', 'kms:CreateGrant'],
      Resource: '*',
      Condition: {
        StringEquals: {
          'kms:ViaService': `datazone.${server.region}.amazonaws.com`,
          'kms:CallerAccount': server.accountId,
        },
        'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': 'aws:datazone:domainId' },
      },
    }
    const root = { AWS: `arn:aws:iam::${server.accountId}:root` }
    const policy = (statements: object[]) =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          ...statements,
          {
            Effect: 'Allow',
            Principal: root,
            Action: ['kms:Put*', 'kms:List*', 'kms:Get*'],
            Resource: '*',
          },
        ],
      })
    const { KeyMetadata } = await kms.createKey({ Policy: policy([statement]) })
    const session = await sts.assumeRole({ RoleArn: Role?.Arn, RoleSessionName: 'test' })
    const credentials = {
      accessKeyId: session.Credentials?.AccessKeyId as string,
      secretAccessKey: session.Credentials?.SecretAccessKey as string,
      sessionToken: session.Credentials?.SessionToken as string,
    }
    const role = datazoneFor(server, { credentials: async () => credentials })
    const own = await createWorkspace(role, { kmsKeyIdentifier: KeyMetadata?.Arn as string })
    await assert.rejects(role.deleteDomain({ identifier: own }), {
      name: 'AccessDeniedException',
      message: /datazone:DeleteDomain on resource: arn:aws:datazone:.*with an explicit deny/,
    })
    await kms.putKeyPolicy({ KeyId: KeyMetadata?.KeyId, Policy: policy([]) })
    await assert.rejects(
      role.createDomain({ name: 'studio', kmsKeyIdentifier: KeyMetadata?.Arn as string }),
      { name: 'AccessDeniedException' },
    )
    const { items = [] } = await datazone.listDomains({})
    assert.ok(items.some(({ id }) => id === own))
  })

  test('a key that cannot be taken fails the creation and leaves nothing', async () => {
    const { kms } = server.admin
    const asymmetric = await newKeyArn(server, { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' })
    const disabled = await newKeyArn(server)
    await kms.disableKey({ KeyId: disabled })
    const { items: before = [] } = await datazone.listDomains({})
    for (const [kmsKeyIdentifier, message] of [
      [asymmetric, /not a symmetric encryption KMS key/],
      [disabled, /is disabled/],
      [disabled.replace(/[0-9a-f]{12}$/, '000000000000'), /does not exist/],
      ['alias/mine', /failed to satisfy constraint|regular expression/],
      [disabled.split('/')[1], /failed to satisfy constraint|regular expression/],
    ] as const) {
      await assert.rejects(datazone.createDomain({ name: 'studio', kmsKeyIdentifier }), {
        name: 'ValidationException',
        message,
      })
    }
    const { items: after = [] } = await datazone.listDomains({})
    assert.equal(after.length, before.length)
    for (const KeyId of [asymmetric, disabled]) {
      assert.deepEqual((await kms.listGrants({ KeyId })).Grants, [])
    }
  })

  test('the same client token makes one domain; with another request it is refused', async () => {
    const clientToken = 'one-and-only'
    const first = await datazone.createDomain({ name: 'once', clientToken })
    const second = await datazone.createDomain({ name: 'once', clientToken })
    assert.equal(second.id, first.id)
    await assert.rejects(datazone.createDomain({ name: 'twice', clientToken }), { name: 'ConflictException' })
  })

  test('the trail tells who did what to which domain, and nothing that a customer wrote', async () => {
    const identifier = await createWorkspace(datazone, { name: 'whispered', description: 'whispered too' })
    await datazone.createProject({ domainIdentifier: identifier, name: 'whispered three' })
    const made = (await lookup(server.admin, 'EventName', 'CreateDomain')).find(
      ({ responseElements }) => responseElements?.id === identifier,
    )
    assert.equal(made?.eventSource, 'datazone.amazonaws.com')
    const project = (await lookup(server.admin, 'EventName', 'CreateProject')).find(
      ({ requestParameters }) => requestParameters?.domainIdentifier === identifier,
    )
    assert.equal(project?.resources[0]?.type, 'AWS::DataZone::Domain')
    assert.doesNotMatch(JSON.stringify([made, project]), /whispered/)
  })
})
