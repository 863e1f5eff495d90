/** What rules of Bedrock and AgentCore say besides what the key alone decides. */

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Finding } from '../../src/posture/finding.ts'
import type { Rule } from '../../src/posture/rule.ts'
import { bedrockRules } from '../../src/posture/rules/bedrock-rules.ts'
import {
  accessDenied,
  error,
  type FakeHandlers,
  type FakeInput,
  notFound,
  notImplemented,
  startFakeAws,
} from '../support/fake-aws.ts'
import { keyHandlers, keys } from '../support/fake-keys.ts'
import { type ScanWithOptions, scanWith } from '../support/scan.ts'
import { arn } from './subjects/subject.ts'

const cmk = keys.customer.arn
const fake = await startFakeAws({ after }, keyHandlers())
const justNow = new Date()
const longAgo = new Date(Date.now() - 40 * 86_400_000)

/** Name of the resource, status, reason. */
type Row = readonly [string, string, string]

async function scan(id: string, handlers: FakeHandlers, options?: ScanWithOptions): Promise<Finding[]> {
  const rule = bedrockRules.find((one) => one.id === id) as Rule
  fake.set(handlers)
  return scanWith(fake, [rule], options)
}

function rows(findings: readonly Finding[]): Row[] {
  return findings
    .map(({ resource, status, reasonCode }): Row => [resource.name, status, reasonCode])
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
}

const bucketUnder = (rules: Readonly<Record<string, unknown>>): FakeHandlers => ({
  's3:GetBucketEncryption': ({ Bucket }: FakeInput) => {
    const rule = rules[String(Bucket)]
    if (rule === undefined) return accessDenied
    return { ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: rule }] } }
  },
})
const kmsDefault = (KMSMasterKeyID?: string) => ({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID })

test('guardrails in motion wait, ones that go are dropped, failed ones are judged', async () => {
  const states = ['CREATING', 'UPDATING', 'VERSIONING', 'FAILED', 'DELETING', 'READY']
  const findings = await scan('bedrock-guardrail-cmk', {
    'bedrock:ListGuardrails': {
      guardrails: states.map((name) => ({
        id: name,
        name,
        arn: arn('bedrock', `guardrail/${name}`),
        status: 'READY',
      })),
    },
    'bedrock:GetGuardrail': ({ guardrailIdentifier }: FakeInput) => ({
      kmsKeyArn: cmk,
      status: guardrailIdentifier,
    }),
  })
  assert.deepEqual(rows(findings), [
    ['CREATING', 'MANUAL', 'RESOURCE_STATE_TRANSIENT'],
    ['FAILED', 'PASS', 'KEY_CUSTOMER_MANAGED'],
    ['READY', 'PASS', 'KEY_CUSTOMER_MANAGED'],
    ['UPDATING', 'MANUAL', 'RESOURCE_STATE_TRANSIENT'],
    ['VERSIONING', 'MANUAL', 'RESOURCE_STATE_TRANSIENT'],
  ])
})

const versions = (used: readonly object[]): FakeHandlers => ({
  'bedrock:ListGuardrails': ({ guardrailIdentifier }: FakeInput) => {
    const guardrail = { id: 'g', name: 'g', arn: arn('bedrock', 'guardrail/g'), status: 'READY' }
    const numbers = guardrailIdentifier === undefined ? ['DRAFT'] : ['DRAFT', '1', '2', '3']
    return { guardrails: numbers.map((version) => ({ ...guardrail, version })) }
  },
  'bedrock:GetGuardrail': { guardrailArn: arn('bedrock', 'guardrail/g'), status: 'READY' },
  'bedrock-agent:ListAgents': {
    agentSummaries: used.map((guardrailConfiguration, i) => ({
      agentId: `a${i}`,
      agentName: 'a',
      guardrailConfiguration,
    })),
  },
  'bedrock-agent:ListAgentAliases': {
    agentAliasSummaries: [{ routingConfiguration: [{ agentVersion: '7' }] }],
  },
  'bedrock-agent:GetAgentVersion': {
    agentVersion: { guardrailConfiguration: { guardrailIdentifier: 'g', guardrailVersion: '2' } },
  },
})

test('a guardrail version that no agent names weighs less', async () => {
  const byArn = { guardrailIdentifier: arn('bedrock', 'guardrail/g'), guardrailVersion: '1' }
  const findings = await scan('bedrock-guardrail-version-cmk', versions([byArn]))
  const severities = findings.map(({ resource, severity, status }) => [resource.name, severity, status])
  assert.deepEqual(severities.toSorted(), [
    ['g version 1', 'MEDIUM', 'FAIL'],
    ['g version 2', 'MEDIUM', 'FAIL'],
    ['g version 3', 'LOW', 'FAIL'],
  ])
  assert.equal(new Set(findings.map(({ findingUid }) => findingUid)).size, 3)
})

test('who may not see agents cannot say that nobody names a version', async () => {
  const findings = await scan('bedrock-guardrail-version-cmk', {
    ...versions([]),
    'bedrock-agent:ListAgents': accessDenied,
  })
  assert.deepEqual(new Set(findings.map(({ severity }) => severity)), new Set(['MEDIUM']))
})

test('an agent of the time before the new encryption passes with a note', async () => {
  const agents = (createdAt: string): FakeHandlers => ({
    'bedrock-agent:ListAgents': { agentSummaries: [{ agentId: 'a', agentName: 'a' }] },
    'bedrock-agent:GetAgent': {
      agent: { agentId: 'a', agentName: 'a', customerEncryptionKeyArn: cmk, createdAt: new Date(createdAt) },
    },
  })
  const [old] = await scan('bedrock-agent-cmk', agents('2025-01-21T23:59:59Z'))
  assert.equal(old?.status, 'PASS')
  assert.match(old.reasonText, /before 2025-01-22/)
  const [young] = await scan('bedrock-agent-cmk', agents('2025-01-22T00:00:00Z'))
  assert.doesNotMatch(young?.reasonText ?? '', /2025/)
})

test('of prompts the draft and every published version are judged, one by one', async () => {
  const prompt = { id: 'p', name: 'p', arn: arn('bedrock', 'prompt/p') }
  const findings = await scan('bedrock-prompt-cmk', {
    'bedrock-agent:ListPrompts': ({ promptIdentifier }: FakeInput) => ({
      promptSummaries: (promptIdentifier === 'p' ? ['DRAFT', '1', '2'] : ['DRAFT']).map((version) => ({
        ...prompt,
        version,
      })),
    }),
    'bedrock-agent:GetPrompt': ({ promptVersion }: FakeInput) => ({
      ...prompt,
      ...(promptVersion !== '1' && { customerEncryptionKeyArn: keys.customer.arn }),
    }),
  })
  assert.deepEqual(findings.map(({ resource, status }) => `${resource.name} ${status}`).sort(), [
    'p PASS',
    'p version 1 FAIL',
    'p version 2 PASS',
  ])
  assert.equal(new Set(findings.map(({ findingUid }) => findingUid)).size, 3)
})

test('of flows the draft and the routed versions are judged, one by one', async () => {
  const flow: FakeHandlers = {
    'bedrock-agent:ListFlows': { flowSummaries: [{ id: 'f', name: 'f', arn: arn('bedrock', 'flow/f') }] },
    'bedrock-agent:ListFlowAliases': {
      flowAliasSummaries: [
        { routingConfiguration: [{ flowVersion: '2' }] },
        { routingConfiguration: [{ flowVersion: '2' }] },
      ],
    },
    'bedrock-agent:GetFlow': { customerEncryptionKeyArn: cmk },
    'bedrock-agent:GetFlowVersion': {},
  }
  const findings = await scan('bedrock-flow-cmk', flow)
  assert.deepEqual(rows(findings), [
    ['f', 'PASS', 'KEY_CUSTOMER_MANAGED'],
    ['f version 2', 'FAIL', 'KEY_AWS_OWNED'],
  ])
  assert.deepEqual(new Set(findings.map(({ resource }) => resource.uid)).size, 1)
  assert.deepEqual(
    rows(await scan('bedrock-flow-cmk', { ...flow, 'bedrock-agent:ListFlowAliases': accessDenied })),
    [
      ['f', 'PASS', 'KEY_CUSTOMER_MANAGED'],
      ['f', 'MANUAL', 'API_ERROR:AccessDeniedException'],
    ],
  )
})

test("a model of another account is its owner's concern", async () => {
  const findings = await scan('bedrock-custom-model-cmk', {
    'bedrock:ListCustomModels': {
      modelSummaries: [
        { modelArn: arn('bedrock', 'custom-model/m'), modelName: 'm', ownerAccountId: '999900001111' },
      ],
    },
  })
  assert.deepEqual(rows(findings), [['m', 'NOT_APPLICABLE', 'SHARED_BY_OTHER_ACCOUNT']])
})

const job = (kind: string, name: string, more: object = {}) => ({
  jobArn: arn('bedrock', `${kind}/${name}`),
  jobName: name,
  creationTime: justNow,
  ...more,
})

test('jobs are judged as far as their models are not, and as far back as is asked', async () => {
  const model = arn('bedrock', 'custom-model/m')
  const findings = await scan('bedrock-model-job-output-cmk', {
    'bedrock:ListModelCustomizationJobs': {
      modelCustomizationJobSummaries: [
        job('model-customization-job', 'made', { customModelArn: model }),
        job('model-customization-job', 'model-gone', { customModelArn: `${model}2` }),
        job('model-customization-job', 'old', { creationTime: longAgo }),
      ],
    },
    'bedrock:GetModelCustomizationJob': {},
    'bedrock:ListModelCopyJobs': {
      modelCopyJobSummaries: [
        job('model-copy-job', '', { targetModelName: 'copy', targetModelKmsKeyArn: cmk }),
      ],
    },
    'bedrock:ListModelImportJobs': { modelImportJobSummaries: [job('model-import-job', 'import')] },
    'bedrock:GetModelImportJob': { importedModelKmsKeyArn: keys.awsManaged.arn },
    'bedrock:ListCustomModels': { modelSummaries: [{ modelArn: model, modelName: 'm' }] },
    'bedrock:ListImportedModels': { modelSummaries: [] },
  })
  assert.deepEqual(rows(findings), [
    ['copy', 'PASS', 'KEY_CUSTOMER_MANAGED'],
    ['import', 'FAIL', 'KEY_AWS_MANAGED'],
    ['model-gone', 'FAIL', 'KEY_AWS_OWNED'],
    ['old', 'NOT_APPLICABLE', 'BEFORE_LOOKBACK'],
  ])
  const asked = fake.calls.findLast(({ operation }) => operation === 'bedrock:ListModelCustomizationJobs')
  const days = (Date.now() - Number(asked?.input.creationTimeAfter as Date)) / 86_400_000
  assert.ok(days > 29 && days < 31)
})

test('a rule may look further back', async () => {
  const findings = await scan(
    'bedrock-evaluation-job-cmk',
    {
      'bedrock:ListEvaluationJobs': {
        jobSummaries: [job('evaluation-job', 'old', { creationTime: longAgo })],
      },
      'bedrock:GetEvaluationJob': { customerEncryptionKeyId: cmk },
    },
    { parameters: { lookbackDays: 60 } },
  )
  assert.deepEqual(rows(findings), [['old', 'PASS', 'KEY_CUSTOMER_MANAGED']])
  const asked = fake.calls.findLast(({ operation }) => operation === 'bedrock:ListEvaluationJobs')
  assert.ok((asked?.input.creationTimeAfter as Date) < longAgo)
})

test('an old evaluation is history', async () => {
  const findings = await scan('bedrock-evaluation-job-cmk', {
    'bedrock:ListEvaluationJobs': {
      jobSummaries: [{ ...job('evaluation-job', 'old'), creationTime: longAgo }],
    },
    'bedrock:GetEvaluationJob': {},
  })
  assert.deepEqual(rows(findings), [['old', 'NOT_APPLICABLE', 'BEFORE_LOOKBACK']])
})

test("batch output that names no key has its bucket's", async () => {
  const output = (name: string) => ({
    ...job('model-invocation-job', name),
    outputDataConfig: { s3OutputDataConfig: { s3Uri: `s3://${name}/here/` } },
  })
  const names = ['kms', 'aws-kms', 'sse-s3', 'denied']
  const findings = await scan('bedrock-batch-output-cmk', {
    'bedrock:ListModelInvocationJobs': {
      invocationJobSummaries: [
        ...names.map(output),
        { ...job('model-invocation-job', 'nowhere'), outputDataConfig: {} },
      ],
    },
    ...bucketUnder({ kms: kmsDefault(cmk), 'aws-kms': kmsDefault(), 'sse-s3': { SSEAlgorithm: 'AES256' } }),
  })
  assert.deepEqual(rows(findings), [
    ['aws-kms', 'FAIL', 'KEY_AWS_MANAGED'],
    ['denied', 'MANUAL', 'API_ERROR:AccessDeniedException'],
    ['kms', 'PASS', 'KEY_CUSTOMER_MANAGED'],
    ['nowhere', 'MANUAL', 'NO_OUTPUT_BUCKET'],
    ['sse-s3', 'FAIL', 'SSE_S3'],
  ])
})

const knowledgeBase = (configuration: object, sources: readonly object[] = []): FakeHandlers => ({
  'bedrock-agent:ListKnowledgeBases': { knowledgeBaseSummaries: [{ knowledgeBaseId: 'KB', name: 'kb' }] },
  'bedrock-agent:GetKnowledgeBase': { knowledgeBase: configuration },
  'bedrock-agent:ListDataSources': {
    dataSourceSummaries: sources.map((_, i) => ({
      knowledgeBaseId: 'KB',
      dataSourceId: `${i}`,
      name: `source ${i}`,
    })),
  },
  'bedrock-agent:GetDataSource': ({ dataSourceId }: FakeInput) => ({
    dataSource: { dataSourceConfiguration: sources[Number(dataSourceId)] },
  }),
})
const vectors = { knowledgeBaseConfiguration: { type: 'VECTOR', vectorKnowledgeBaseConfiguration: {} } }

test('knowledge bases to which the rules do not apply', async () => {
  assert.deepEqual(rows(await scan('bedrock-kb-data-source-cmk', knowledgeBase(vectors))), [
    ['kb', 'NOT_APPLICABLE', 'NO_DATA_SOURCE'],
  ])
  assert.deepEqual(rows(await scan('bedrock-kb-managed-cmk', knowledgeBase(vectors))), [
    ['kb', 'NOT_APPLICABLE', 'NOT_MANAGED_STORAGE'],
  ])
  assert.deepEqual(rows(await scan('bedrock-kb-chain-cmk', knowledgeBase(vectors))), [
    ['kb', 'NOT_APPLICABLE', 'NO_PARTS'],
  ])
})

const secretArn = arn('secretsmanager', 'secret:login')
const s3Source = { type: 'S3', s3Configuration: { bucketArn: 'arn:aws:s3:::documents' } }
const confluence = {
  type: 'CONFLUENCE',
  confluenceConfiguration: {
    sourceConfiguration: { hostUrl: 'https://wiki.example', credentialsSecretArn: secretArn },
  },
}
const stores = {
  ...vectors,
  storageConfiguration: {
    type: 'OPENSEARCH_SERVERLESS',
    opensearchServerlessConfiguration: { collectionArn: arn('aoss', 'collection/abc') },
    opensearchManagedClusterConfiguration: { domainArn: arn('es', 'domain/search') },
    s3VectorsConfiguration: { indexArn: arn('s3vectors', 'bucket/vectors/index/i') },
  },
}
const storeHandlers: FakeHandlers = {
  'opensearchserverless:BatchGetCollection': {
    collectionDetails: [{ id: 'abc', name: 'c', kmsKeyArn: cmk }],
  },
  'opensearch:DescribeDomain': {
    DomainStatus: { EncryptionAtRestOptions: { Enabled: true, KmsKeyId: cmk } },
  },
  's3vectors:GetVectorBucket': {
    vectorBucket: { encryptionConfiguration: { sseType: 'aws:kms', kmsKeyArn: cmk } },
  },
  'secrets-manager:DescribeSecret': { KmsKeyId: cmk },
  'kendra:DescribeIndex': { ServerSideEncryptionConfiguration: { KmsKeyId: cmk } },
  ...bucketUnder({ documents: kmsDefault(cmk), pictures: kmsDefault(cmk) }),
}

test('a chain is as good as its weakest part', async () => {
  const chain = (configuration: object, sources: readonly object[], more: FakeHandlers = {}) =>
    scan('bedrock-kb-chain-cmk', { ...storeHandlers, ...knowledgeBase(configuration, sources), ...more })

  const [good] = await chain(stores, [s3Source, s3Source])
  assert.deepEqual([good?.status, good?.reasonCode], ['PASS', 'CHAIN_CUSTOMER_MANAGED'])
  assert.match(good?.reasonText ?? '', /All 4 parts/)

  const [weak] = await chain(stores, [s3Source], {
    ...bucketUnder({ documents: kmsDefault() }),
    'opensearch:DescribeDomain': { DomainStatus: { EncryptionAtRestOptions: { Enabled: false } } },
  })
  assert.deepEqual([weak?.status, weak?.reasonCode], ['FAIL', 'CHAIN_PART_WEAK'])
  assert.match(weak?.reasonText ?? '', /bucket documents \(KEY_AWS_MANAGED\)/)
  assert.match(weak?.reasonText ?? '', /domain\/search \(NOT_ENCRYPTED\)/)
  assert.doesNotMatch(weak?.reasonText ?? '', /collection/)

  const [outside] = await chain(vectors, [confluence])
  assert.deepEqual([outside?.status, outside?.reasonCode], ['MANUAL', 'PART_OUTSIDE_AWS'])

  const [weakOutside] = await chain(vectors, [confluence], { 'secrets-manager:DescribeSecret': {} })
  assert.deepEqual([weakOutside?.status, weakOutside?.reasonCode], ['FAIL', 'CHAIN_PART_WEAK'])

  const rds = { rdsConfiguration: { resourceArn: arn('rds', 'cluster:c'), credentialsSecretArn: secretArn } }
  const [unread] = await chain({ ...vectors, storageConfiguration: rds }, [])
  assert.deepEqual([unread?.status, unread?.reasonCode], ['MANUAL', 'PART_NOT_READ'])

  const [denied] = await chain(stores, [s3Source], { 's3:GetBucketEncryption': accessDenied })
  assert.deepEqual([denied?.status, denied?.reasonCode], ['MANUAL', 'API_ERROR:AccessDeniedException'])
})

test('a chain reaches Kendra, Redshift, other stores and the places of supplements', async () => {
  const configuration = {
    knowledgeBaseConfiguration: {
      type: 'VECTOR',
      kendraKnowledgeBaseConfiguration: { kendraIndexArn: arn('kendra', 'index/i') },
      sqlKnowledgeBaseConfiguration: {
        type: 'REDSHIFT',
        redshiftConfiguration: {
          storageConfigurations: [],
          queryEngineConfiguration: {
            type: 'PROVISIONED',
            provisionedConfiguration: {
              clusterIdentifier: 'warehouse',
              authConfiguration: { type: 'USERNAME_PASSWORD', usernamePasswordSecretArn: secretArn },
            },
          },
        },
      },
      vectorKnowledgeBaseConfiguration: {
        embeddingModelArn: 'model',
        supplementalDataStorageConfiguration: {
          storageLocations: [{ type: 'S3', s3Location: { uri: 's3://pictures/here' } }],
        },
      },
    },
    storageConfiguration: {
      type: 'PINECONE',
      pineconeConfiguration: { connectionString: 'https://p.example', credentialsSecretArn: secretArn },
    },
  }
  const [finding] = await scan('bedrock-kb-chain-cmk', { ...storeHandlers, ...knowledgeBase(configuration) })
  assert.equal(finding?.status, 'MANUAL')
  assert.match(finding.reasonText, /warehouse .*p\.example|p\.example.*warehouse/)
  assert.deepEqual(
    new Set(finding.evidence.map(({ api }) => api)),
    new Set(['kendra:DescribeIndex', 'secretsmanager:DescribeSecret', 's3:GetEncryptionConfiguration']),
  )
})

const logging = (loggingConfig?: object): FakeHandlers => ({
  'bedrock:GetModelInvocationLoggingConfiguration': { loggingConfig },
})

test('invocation logging is on when it has a destination', async () => {
  const cases = [
    [undefined, 'FAIL'],
    [{ textDataDeliveryEnabled: true }, 'FAIL'],
    [{ s3Config: { bucketName: 'logs' } }, 'PASS'],
    [{ cloudWatchConfig: { logGroupName: 'bedrock', roleArn: 'role' } }, 'PASS'],
  ] as const
  for (const [config, status] of cases) {
    const [finding] = await scan('bedrock-invocation-logging-enabled', logging(config))
    assert.equal(finding?.status, status)
  }
  const [denied] = await scan('bedrock-invocation-logging-enabled', {
    'bedrock:GetModelInvocationLoggingConfiguration': accessDenied,
  })
  assert.deepEqual([denied?.status, denied?.reasonCode], ['MANUAL', 'API_ERROR:AccessDeniedException'])
})

test('every destination of invocation logs is judged', async () => {
  const config = {
    cloudWatchConfig: {
      logGroupName: 'bedrock',
      roleArn: 'role',
      largeDataDeliveryS3Config: { bucketName: 'large' },
    },
    s3Config: { bucketName: 'logs' },
  }
  const groups = {
    'cloudwatch-logs:DescribeLogGroups': {
      logGroups: [{ logGroupName: 'bedrock-other' }, { logGroupName: 'bedrock', kmsKeyId: cmk }],
    },
  }
  const buckets = bucketUnder({ logs: kmsDefault(cmk), large: { SSEAlgorithm: 'AES256' } })
  assert.deepEqual(
    rows(await scan('bedrock-invocation-logging-cmk', { ...logging(config), ...groups, ...buckets })),
    [
      ['bedrock', 'PASS', 'KEY_CUSTOMER_MANAGED'],
      ['large', 'FAIL', 'SSE_S3'],
      ['logs', 'PASS', 'KEY_CUSTOMER_MANAGED'],
    ],
  )

  const unclear = { 'cloudwatch-logs:DescribeLogGroups': { logGroups: [] }, ...bucketUnder({}) }
  const same = { ...config, s3Config: { bucketName: 'large' } }
  assert.deepEqual(rows(await scan('bedrock-invocation-logging-cmk', { ...logging(same), ...unclear })), [
    ['bedrock', 'MANUAL', 'LOG_GROUP_NOT_FOUND'],
    ['large', 'MANUAL', 'API_ERROR:AccessDeniedException'],
  ])

  const managed = {
    'cloudwatch-logs:DescribeLogGroups': { logGroups: [{ logGroupName: 'bedrock' }] },
    ...bucketUnder({ large: kmsDefault(keys.deleted.arn) }),
  }
  assert.deepEqual(rows(await scan('bedrock-invocation-logging-cmk', { ...logging(same), ...managed })), [
    ['bedrock', 'FAIL', 'KEY_AWS_OWNED'],
    ['large', 'FAIL', 'KEY_NOT_FOUND'],
  ])

  assert.deepEqual(rows(await scan('bedrock-invocation-logging-cmk', logging())), [
    ['111122223333', 'NOT_APPLICABLE', 'LOGGING_OFF'],
  ])
})

test('of sessions only active ones are read, and not more than is allowed', async () => {
  const session = (name: string, sessionStatus = 'ACTIVE') => ({
    sessionId: name,
    sessionArn: arn('bedrock', `session/${name}`),
    sessionStatus,
  })
  const many = Array.from({ length: 201 }, (_, i) => session(`s${i}`))
  fake.set({ 'bedrock-agent-runtime:GetSession': { encryptionKeyArn: cmk, sessionStatus: 'ACTIVE' } })
  const few = await scan('bedrock-session-cmk', {
    'bedrock-agent-runtime:ListSessions': {
      sessionSummaries: [session('open'), session('ended', 'ENDED'), session('expired', 'EXPIRED')],
    },
  })
  assert.deepEqual(rows(few), [['open', 'PASS', 'KEY_CUSTOMER_MANAGED']])

  const capped = await scan('bedrock-session-cmk', {
    'bedrock-agent-runtime:ListSessions': { sessionSummaries: many },
  })
  assert.equal(capped.filter(({ status }) => status === 'PASS').length, 200)
  assert.deepEqual(
    rows(capped).filter(([, status]) => status !== 'PASS'),
    [['111122223333', 'MANUAL', 'SESSIONS_MAX_REACHED']],
  )

  const closing = await scan('bedrock-session-cmk', {
    'bedrock-agent-runtime:ListSessions': { sessionSummaries: [session('closing')] },
    'bedrock-agent-runtime:GetSession': { sessionStatus: 'ENDED' },
  })
  assert.deepEqual(rows(closing), [['111122223333', 'NOT_APPLICABLE', 'NO_RESOURCES']])
})

test('session keys of RetrieveAndGenerate are asked about once in a region with knowledge bases', async () => {
  const id = 'bedrock-rag-session-key-review'
  assert.deepEqual(rows(await scan(id, knowledgeBase(vectors))), [
    ['111122223333', 'MANUAL', 'NO_API_TO_READ'],
  ])
  fake.set({ 'bedrock-agent:ListKnowledgeBases': { knowledgeBaseSummaries: [] } })
  assert.deepEqual(rows(await scan(id, {})), [['111122223333', 'NOT_APPLICABLE', 'NO_RESOURCES']])
  fake.set({ 'bedrock-agent:ListKnowledgeBases': accessDenied })
  assert.deepEqual(rows(await scan(id, {})), [['111122223333', 'MANUAL', 'NOT_LISTED']])
})

test("data automation has three kinds of things, and AWS's own blueprints", async () => {
  const service = 'bedrock-data-automation'
  const blueprint = arn('bedrock', 'blueprint/b')
  const parts: FakeHandlers = {
    [`${service}:ListDataAutomationProjects`]: { projects: [] },
    [`${service}:ListBlueprints`]: {
      blueprints: [
        { blueprintArn: blueprint, blueprintName: 'b', blueprintStage: 'LIVE' },
        { blueprintArn: blueprint, blueprintName: 'b', blueprintStage: 'DEVELOPMENT' },
        { blueprintArn: 'arn:aws:bedrock:us-east-1:aws:blueprint/invoice', blueprintName: 'invoice' },
      ],
    },
    [`${service}:GetBlueprint`]: ({ blueprintStage }: FakeInput) => ({
      blueprint: { kmsKeyId: blueprintStage === 'LIVE' ? cmk : undefined },
    }),
    [`${service}:ListDataAutomationLibraries`]: {
      libraries: [{ libraryArn: arn('bedrock', 'data-automation-library/l'), libraryName: 'l' }],
    },
    [`${service}:GetDataAutomationLibrary`]: { library: { kmsKeyId: keys.disabled.arn } },
  }
  const all = await scan('bedrock-data-automation-cmk', parts)
  assert.deepEqual(rows(all).toSorted(), [
    ['b', 'FAIL', 'KEY_AWS_OWNED'],
    ['b', 'PASS', 'KEY_CUSTOMER_MANAGED'],
    ['invoice', 'NOT_APPLICABLE', 'CATALOG_BLUEPRINT'],
    ['l', 'FAIL', 'KEY_NOT_USABLE:Disabled'],
  ])
  assert.equal(new Set(all.map(({ findingUid }) => findingUid)).size, 4)
  const without = await scan('bedrock-data-automation-cmk', {
    ...parts,
    [`${service}:ListDataAutomationLibraries`]: notImplemented,
  })
  assert.deepEqual(rows(without), rows(all).slice(0, 3))
})

test('the token vault says itself whose key it has', async () => {
  const vault = (kmsConfiguration: object | Error) =>
    scan('agentcore-token-vault-cmk', {
      'bedrock-agentcore-control:GetTokenVault':
        kmsConfiguration instanceof Error ? kmsConfiguration : { tokenVaultId: 'default', kmsConfiguration },
    })
  const named = (kmsKeyArn?: string) => ({ keyType: 'CustomerManagedKey', kmsKeyArn })
  const cases = [
    [{ keyType: 'ServiceManagedKey' }, 'FAIL', 'KEY_AWS_OWNED'],
    [named(cmk), 'PASS', 'KEY_CUSTOMER_MANAGED'],
    [named(keys.awsManaged.arn), 'FAIL', 'KEY_AWS_MANAGED'],
    [named(keys.disabled.arn), 'FAIL', 'KEY_NOT_USABLE:Disabled'],
    [named(keys.deleted.arn), 'FAIL', 'KEY_NOT_FOUND'],
    [named(keys.otherAccount.arn), 'MANUAL', 'KEY_CROSS_ACCOUNT'],
    [accessDenied, 'MANUAL', 'API_ERROR:AccessDeniedException'],
    [notImplemented, 'NOT_APPLICABLE', 'NOT_IMPLEMENTED'],
    [notFound, 'NOT_APPLICABLE', 'NO_RESOURCES'],
  ] as const
  for (const [configuration, status, reasonCode] of cases) {
    const [finding] = await vault(configuration)
    assert.deepEqual([finding?.status, finding?.reasonCode], [status, reasonCode])
  }
})

test('artifacts of AgentCore: each kind by itself, built-in evaluators left out', async () => {
  const service = 'bedrock-agentcore-control'
  const parts: FakeHandlers = {
    [`${service}:ListEvaluators`]: {
      evaluators: [
        {
          evaluatorArn: arn('bedrock-agentcore', 'evaluator/e'),
          evaluatorName: 'e',
          evaluatorType: 'Custom',
          kmsKeyArn: cmk,
        },
        {
          evaluatorArn: 'arn:aws:bedrock-agentcore:::evaluator/Builtin.Helpfulness',
          evaluatorName: 'helpful',
          evaluatorType: 'Builtin',
        },
      ],
    },
    [`${service}:ListPolicyEngines`]: {
      policyEngines: [
        {
          policyEngineArn: arn('bedrock-agentcore', 'policy-engine/p'),
          name: 'p',
          encryptionKeyArn: keys.awsManaged.arn,
        },
      ],
    },
    [`${service}:ListDatasets`]: {
      datasets: [
        {
          datasetArn: arn('bedrock-agentcore', 'dataset/d'),
          datasetId: 'd',
          datasetName: 'd',
          status: 'DELETING',
        },
      ],
    },
    [`${service}:ListConfigurationBundles`]: {
      bundles: [
        { bundleArn: arn('bedrock-agentcore', 'configuration-bundle/c'), bundleId: 'c', bundleName: 'c' },
      ],
    },
    [`${service}:GetConfigurationBundle`]: {},
  }
  const expected: Row[] = [
    ['c', 'FAIL', 'KEY_AWS_OWNED'],
    ['e', 'PASS', 'KEY_CUSTOMER_MANAGED'],
    ['helpful', 'NOT_APPLICABLE', 'BUILT_IN_EVALUATOR'],
    ['p', 'FAIL', 'KEY_AWS_MANAGED'],
  ]
  assert.deepEqual(rows(await scan('agentcore-artifacts-cmk', parts)), expected)

  const denied = await scan('agentcore-artifacts-cmk', {
    ...parts,
    [`${service}:ListEvaluators`]: accessDenied,
  })
  assert.deepEqual(rows(denied), [
    ['111122223333', 'MANUAL', 'API_ERROR:AccessDeniedException'],
    ['c', 'FAIL', 'KEY_AWS_OWNED'],
    ['p', 'FAIL', 'KEY_AWS_MANAGED'],
  ])

  const none = Object.fromEntries(
    Object.keys(parts).map((operation) => [operation, error('UnknownOperationException', 404)]),
  )
  assert.deepEqual(rows(await scan('agentcore-artifacts-cmk', none)), [
    ['111122223333', 'NOT_APPLICABLE', 'NOT_IMPLEMENTED'],
  ])
})
