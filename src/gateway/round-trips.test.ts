import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail'
import {
  CreateRoleCommand,
  DeleteUserCommand,
  GetUserCommand,
  IAMClient,
  ListUsersCommand,
  NoSuchEntityException,
} from '@aws-sdk/client-iam'
import {
  CreateKeyCommand,
  DescribeKeyCommand,
  EnableKeyCommand,
  EncryptCommand,
  InvalidCiphertextException,
  KMSClient,
  ListGrantsCommand,
  NotFoundException,
} from '@aws-sdk/client-kms'
import {
  BatchPutDocumentCommand,
  ChatSyncCommand,
  CreateApplicationCommand,
  CreateDataSourceCommand,
  GetApplicationCommand,
  ListDataSourceSyncJobsCommand,
  ListMessagesCommand,
  QBusinessClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-qbusiness'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { AwsError } from '../call/aws-error.ts'
import { alice, credentials, type Fixture, region, startFixture } from './gateway.fixture.ts'

let fixture: Fixture
let kms: KMSClient
let qbusiness: QBusinessClient
let iam: IAMClient
let sts: STSClient
let cloudtrail: CloudTrailClient

const created = new Date('2026-03-04T05:06:07.891Z')
const whole = new Date('2026-03-04T05:06:07Z')
/** The input that the last handler saw. */
let seen: Record<string, unknown> = {}

function see(output: unknown) {
  return (_call: unknown, input: Record<string, unknown>) => {
    seen = input
    if (output instanceof Error) throw output
    return output
  }
}

before(async () => {
  fixture = await startFixture({
    kms: {
      Encrypt: see({ CiphertextBlob: new Uint8Array([0, 255, 128]), KeyId: 'arn:k' }),
      CreateKey: see({
        KeyMetadata: { KeyId: 'k', CreationDate: created, MultiRegion: false, secretOfOurs: 1 },
      }),
      ListGrants: see({
        Truncated: false,
        Grants: [
          { GrantId: 'g', Operations: ['Decrypt'], Constraints: { EncryptionContextSubset: { a: 'b' } } },
        ],
      }),
      EnableKey: see(undefined),
      DescribeKey: see(new AwsError('NotFoundException', "Key 'x' does not exist")),
      Decrypt: see(new AwsError('InvalidCiphertextException', '')),
    },
    qbusiness: {
      CreateApplication: see({ applicationId: 'a'.repeat(36), applicationArn: 'arn:a' }),
      GetApplication: see(
        new AwsError('ResourceNotFoundException', 'no such application', {
          members: { resourceId: 'r', resourceType: 'APPLICATION' },
        }),
      ),
      ChatSync: see({
        conversationId: 'c',
        sourceAttributions: [{ title: 'Ünïcode ✓', updatedAt: created }],
      }),
      ListMessages: see({ messages: [{ messageId: 'm', time: created, type: 'USER' }] }),
      ListDataSourceSyncJobs: see({ history: [{ startTime: created, metrics: { documentsAdded: '1' } }] }),
      BatchPutDocument: see({ failedDocuments: [] }),
      CreateDataSource: see({ dataSourceId: 'd' }),
    },
    iam: {
      GetUser: see({
        User: { Path: '/', UserName: 'a<b>&"', UserId: 'AIDA', Arn: 'arn', CreateDate: whole },
      }),
      ListUsers: see({ Users: [], IsTruncated: false }),
      CreateRole: see(new AwsError('NoSuchEntityException', 'The user with name <x> cannot be found.')),
      DeleteUser: see(undefined),
    },
    sts: { GetCallerIdentity: see({ Account: alice.accountId, Arn: alice.arn, UserId: alice.userId }) },
    cloudtrail: {
      LookupEvents: see({ Events: [{ EventId: 'e', EventTime: created, CloudTrailEvent: '{"a":1}' }] }),
    },
  })
  const config = { endpoint: fixture.url, region, credentials, maxAttempts: 1 }
  kms = new KMSClient(config)
  qbusiness = new QBusinessClient(config)
  iam = new IAMClient(config)
  sts = new STSClient(config)
  cloudtrail = new CloudTrailClient(config)
})

after(() => fixture.close())

test('JSON: blobs and maps arrive as they were sent, and come back', async () => {
  const answer = await kms.send(
    new EncryptCommand({
      KeyId: 'alias/a',
      Plaintext: Buffer.from([0, 1, 254, 255]),
      EncryptionContext: { ['__proto__']: 'kept', constructor: 'x', 'schlüssel\u2028': 'wert "\\' },
    }),
  )
  assert.deepEqual(seen.Plaintext, Buffer.from([0, 1, 254, 255]))
  assert.deepEqual(Object.entries(seen.EncryptionContext as object), [
    ['__proto__', 'kept'],
    ['constructor', 'x'],
    ['schlüssel\u2028', 'wert "\\'],
  ])
  assert.deepEqual([...(answer.CiphertextBlob ?? [])], [0, 255, 128])
})

test('JSON: timestamps keep their milliseconds, members outside the schema never leave', async () => {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Tags: [{ TagKey: 'a', TagValue: '' }] }))
  assert.deepEqual(KeyMetadata, { KeyId: 'k', CreationDate: created, MultiRegion: false })
  assert.deepEqual(seen, { Tags: [{ TagKey: 'a', TagValue: '' }] })
})

test('JSON: lists of structures round-trip', async () => {
  const { Grants } = await kms.send(new ListGrantsCommand({ KeyId: 'k', Limit: 5 }))
  assert.deepEqual(Grants, [
    { GrantId: 'g', Operations: ['Decrypt'], Constraints: { EncryptionContextSubset: { a: 'b' } } },
  ])
})

test('JSON: an operation without output answers with an empty body', async () => {
  const { $metadata } = await kms.send(new EnableKeyCommand({ KeyId: 'k' }))
  assert.equal($metadata.httpStatusCode, 200)
  assert.equal($metadata.requestId, fixture.recorded.at(-1)?.call.requestId)
})

test('JSON: a modelled error of the caller is 400 whatever its httpError trait says', async () => {
  await assert.rejects(kms.send(new DescribeKeyCommand({ KeyId: 'k' })), (error: unknown) => {
    assert.ok(error instanceof NotFoundException)
    assert.equal(error.message, "Key 'x' does not exist")
    assert.equal(error.$metadata.httpStatusCode, 400)
    return true
  })
})

test('JSON: an error without a message has no message member', async () => {
  const { DecryptCommand } = await import('@aws-sdk/client-kms')
  await assert.rejects(
    kms.send(new DecryptCommand({ CiphertextBlob: Buffer.from('x') })),
    (error: unknown) => {
      return error instanceof InvalidCiphertextException && !('Message' in error)
    },
  )
})

test('REST-JSON: labels with odd characters reach the operation decoded', async () => {
  for (const name of ['a/b', 'a+b c', 'ü✓', '100%', 'a%2Fb', "!'()*", 'a&b=c?d#e', '日本語']) {
    await assert.rejects(qbusiness.send(new GetApplicationCommand({ applicationId: name })), {
      name: 'ValidationException',
    })
    const last = fixture.recorded.at(-1)
    assert.equal(last?.error, 'ValidationException', name)
  }
  // A value that the model allows gets through to the handler.
  const id = '0123456789ab-cdef-0123-4567-89abcdef0'.slice(0, 36)
  await assert.rejects(
    qbusiness.send(new GetApplicationCommand({ applicationId: id })),
    ResourceNotFoundException,
  )
  assert.deepEqual(seen, { applicationId: id })
})

test('REST-JSON: a modelled error keeps its status and members', async () => {
  const id = 'a'.repeat(36)
  await assert.rejects(qbusiness.send(new GetApplicationCommand({ applicationId: id })), (error: unknown) => {
    assert.ok(error instanceof ResourceNotFoundException)
    assert.equal(error.resourceId, 'r')
    assert.equal(error.resourceType, 'APPLICATION')
    assert.equal(error.message, 'no such application')
    assert.equal(error.$metadata.httpStatusCode, 404)
    return true
  })
})

test('REST-JSON: ChatSync is found by its literal query, and its query lists arrive whole', async () => {
  const answer = await qbusiness.send(
    new ChatSyncCommand({
      applicationId: 'a'.repeat(36),
      userId: 'user+1@example.com',
      userGroups: ['a b', 'c,d', 'é'],
      userMessage: 'Hello "there"\n✓',
    }),
  )
  assert.equal(seen.userId, 'user+1@example.com')
  assert.deepEqual(seen.userGroups, ['a b', 'c,d', 'é'])
  assert.equal(seen.userMessage, 'Hello "there"\n✓')
  assert.equal(typeof seen.clientToken, 'string')
  assert.equal(answer.sourceAttributions?.[0]?.title, 'Ünïcode ✓')
  assert.deepEqual(answer.sourceAttributions?.[0]?.updatedAt, created)
})

test('REST-JSON: query numbers and timestamps are read by type', async () => {
  const answer = await qbusiness.send(
    new ListDataSourceSyncJobsCommand({
      applicationId: 'a'.repeat(36),
      indexId: 'b'.repeat(36),
      dataSourceId: 'c'.repeat(36),
      maxResults: 7,
      startTime: whole,
      statusFilter: 'SUCCEEDED',
    }),
  )
  assert.equal(seen.maxResults, 7)
  assert.deepEqual(seen.startTime, whole)
  assert.equal(seen.statusFilter, 'SUCCEEDED')
  assert.deepEqual(answer.history?.[0]?.startTime, created)
})

test('REST-JSON: a GET without a body works', async () => {
  const input = { applicationId: 'a'.repeat(36), conversationId: 'b'.repeat(36), userId: 'u' }
  const { messages } = await qbusiness.send(new ListMessagesCommand(input))
  assert.deepEqual(seen, input)
  assert.deepEqual(messages, [{ messageId: 'm', time: created, type: 'USER' }])
})

test('REST-JSON: megabytes of document blobs pass', async () => {
  const blob = Buffer.alloc(3 * 1024 * 1024, 'é')
  await qbusiness.send(
    new BatchPutDocumentCommand({
      applicationId: 'a'.repeat(36),
      indexId: 'b'.repeat(36),
      documents: [
        {
          id: 'd',
          content: { blob },
          attributes: [{ name: 'n', value: { dateValue: whole } }],
        },
      ],
    }),
  )
  const [document] = seen.documents as { content: { blob: Buffer }; attributes: unknown }[]
  assert.ok(document?.content.blob.equals(blob))
  assert.deepEqual(document?.attributes, [{ name: 'n', value: { dateValue: whole } }])
})

test('REST-JSON: free-form documents keep their shape and lose their prototype', async () => {
  await qbusiness.send(
    new CreateDataSourceCommand({
      applicationId: 'a'.repeat(36),
      indexId: 'b'.repeat(36),
      displayName: 'd',
      configuration: {
        type: 'CUSTOM',
        list: [1.5, null, true],
        nested: { ['__proto__']: { polluted: true } },
      },
    }),
  )
  const configuration = seen.configuration as Record<string, unknown>
  assert.deepEqual(JSON.parse(JSON.stringify(configuration)).list, [1.5, null, true])
  for (const inherited of ['constructor', 'toString', 'polluted']) assert.ok(!(inherited in configuration))
  assert.equal(({} as Record<string, unknown>).polluted, undefined)
})

test('REST-JSON: idempotency tokens are filled in by the SDK', async () => {
  await qbusiness.send(new CreateApplicationCommand({ displayName: 'App' }))
  assert.match(String(seen.clientToken), /^[0-9a-f-]{36}$/)
})

test('Query: XML answers are escaped, dates are ISO 8601', async () => {
  const { User } = await iam.send(new GetUserCommand({}))
  assert.equal(User?.UserName, 'a<b>&"')
  assert.deepEqual(User?.CreateDate, whole)
  assert.deepEqual(seen, {})
})

test('Query: an empty list and an operation without output come back', async () => {
  const { Users, $metadata } = await iam.send(new ListUsersCommand({ MaxItems: 3 }))
  assert.deepEqual(Users, [])
  assert.equal($metadata.requestId, fixture.recorded.at(-1)?.call.requestId)
  await iam.send(new DeleteUserCommand({ UserName: 'u' }))
  assert.deepEqual(seen, { UserName: 'u' })
})

test('Query: nested lists arrive; errors carry the Query name and status', async () => {
  const document = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Note: 'a+b & c=d %' }],
  })
  const command = new CreateRoleCommand({
    RoleName: 'r',
    AssumeRolePolicyDocument: document,
    Tags: [
      { Key: 'a', Value: 'ü+1' },
      { Key: 'b', Value: '' },
    ],
  })
  await assert.rejects(iam.send(command), (error: unknown) => {
    assert.ok(error instanceof NoSuchEntityException)
    assert.equal(error.message, 'The user with name <x> cannot be found.')
    assert.equal(error.$metadata.httpStatusCode, 404)
    return true
  })
  assert.deepEqual(seen, {
    RoleName: 'r',
    AssumeRolePolicyDocument: document,
    Tags: [
      { Key: 'a', Value: 'ü+1' },
      { Key: 'b', Value: '' },
    ],
  })
})

test('Query: GetCallerIdentity for STS, signed for the server region or for us-east-1', async () => {
  assert.equal((await sts.send(new GetCallerIdentityCommand({}))).Arn, alice.arn)
  const global = new STSClient({ endpoint: fixture.url, region: 'us-east-1', credentials })
  assert.equal((await global.send(new GetCallerIdentityCommand({}))).Account, alice.accountId)
  assert.equal(fixture.recorded.at(-1)?.call.region, 'us-east-1')
})

test('CloudTrail: timestamps in and out', async () => {
  const answer = await cloudtrail.send(
    new LookupEventsCommand({
      StartTime: whole,
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'Decrypt' }],
    }),
  )
  assert.deepEqual(seen.StartTime, whole)
  assert.deepEqual(answer.Events, [{ EventId: 'e', EventTime: created, CloudTrailEvent: '{"a":1}' }])
})

test('a call carries the facts of its request', async () => {
  await kms.send(new EnableKeyCommand({ KeyId: 'k' }))
  const call = fixture.recorded.at(-1)?.call
  assert.deepEqual(call?.principal, alice)
  assert.equal(call?.service, 'kms')
  assert.equal(call?.operation, 'EnableKey')
  assert.equal(call?.region, region)
  assert.equal(call?.sourceIp, '127.0.0.1')
  assert.equal(call?.secureTransport, false)
  assert.match(call?.userAgent ?? '', /^aws-sdk-js/)
})
