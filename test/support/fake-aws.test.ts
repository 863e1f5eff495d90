import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as services from '../../src/posture/services.ts'
import { accessDenied, startFakeAws } from './fake-aws.ts'
import { keyHandlers, keys } from './fake-keys.ts'

const config = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  maxAttempts: 1,
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  forcePathStyle: true,
  disableHostPrefix: true,
})

test('every protocol reads inputs and writes outputs as the SDK expects', async (context) => {
  const at = new Date('2026-01-02T03:04:05Z')
  const fake = await startFakeAws(context, {
    ...keyHandlers(),
    'bedrock:GetGuardrail': ({ guardrailIdentifier }: object & { guardrailIdentifier?: string }) => ({
      guardrailId: guardrailIdentifier,
      updatedAt: at,
    }),
    's3:ListBuckets': { Buckets: [{ Name: 'logs', CreationDate: at }] },
    's3:GetBucketEncryption': ({ Bucket }: object & { Bucket?: string }) => ({
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: Bucket } }],
      },
    }),
    'sns:GetTopicAttributes': { Attributes: { KmsMasterKeyId: 'alias/aws/sns' } },
    'voice-id:ListDomains': { DomainSummaries: [{ DomainId: 'd', CreatedAt: at }], NextToken: 'x' },
    'appintegrations:GetDataIntegration': ({ Identifier }: object & { Identifier?: string }) => ({
      Id: Identifier,
      KmsKey: 'key',
    }),
    'connect:ListInstanceStorageConfigs': accessDenied,
  })
  const client = async <Client>(service: { load(): Promise<(config: object) => Client> }) =>
    (await service.load())(config(fake.url))

  const bedrock = await client(services.bedrock)
  const guardrail = await bedrock.getGuardrail({ guardrailIdentifier: 'abc' })
  assert.equal(guardrail.guardrailId, 'abc')
  assert.deepEqual(guardrail.updatedAt, at)

  const kms = await client(services.kms)
  const described = await kms.describeKey({ KeyId: keys.disabled.arn })
  assert.equal(described.KeyMetadata?.KeyState, 'Disabled')
  await assert.rejects(kms.describeKey({ KeyId: keys.deleted.arn }), { name: 'NotFoundException' })

  const s3 = await client(services.s3)
  assert.deepEqual((await s3.listBuckets({})).Buckets, [{ Name: 'logs', CreationDate: at }])
  const encryption = await s3.getBucketEncryption({ Bucket: 'logs' })
  assert.equal(
    encryption.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault
      ?.KMSMasterKeyID,
    'logs',
  )
  await assert.rejects(s3.getBucketReplication({ Bucket: 'logs' }), { name: 'NotImplementedException' })

  const sns = await client(services.sns)
  const topic = await sns.getTopicAttributes({ TopicArn: 'arn:aws:sns:us-east-1:111122223333:t' })
  assert.deepEqual(topic.Attributes, { KmsMasterKeyId: 'alias/aws/sns' })

  const voiceId = await client(services.voiceId)
  assert.deepEqual((await voiceId.listDomains({})).DomainSummaries, [{ DomainId: 'd', CreatedAt: at }])

  const appIntegrations = await client(services.appIntegrations)
  const integration = await appIntegrations.getDataIntegration({ Identifier: 'i' })
  assert.deepEqual([integration.Id, integration.KmsKey], ['i', 'key'])

  const connect = await client(services.connect)
  const denied = connect.listInstanceStorageConfigs({ InstanceId: 'i', ResourceType: 'CALL_RECORDINGS' })
  await assert.rejects(denied, { name: 'AccessDeniedException' })

  const sts = await client(services.sts)
  assert.equal((await sts.getCallerIdentity({})).Account, '111122223333')
  assert.equal(fake.count('kms:DescribeKey'), 2)
})
