/** S3 and its relatives, secrets, trails, logs, search. */

import { aossCollectionCmk } from '../../../src/posture/rules/aoss-collection-cmk.ts'
import { cloudtrailEdsCmk } from '../../../src/posture/rules/cloudtrail-eds-cmk.ts'
import { cloudtrailTrailCmk } from '../../../src/posture/rules/cloudtrail-trail-cmk.ts'
import { logsGroupCmk } from '../../../src/posture/rules/logs-group-cmk.ts'
import { opensearchDomainCmk } from '../../../src/posture/rules/opensearch-domain-cmk.ts'
import { osisPipelineCmk } from '../../../src/posture/rules/osis-pipeline-cmk.ts'
import { s3BucketCmk } from '../../../src/posture/rules/s3-bucket-cmk.ts'
import { s3TablesCmk } from '../../../src/posture/rules/s3-tables-cmk.ts'
import { s3VectorsCmk } from '../../../src/posture/rules/s3-vectors-cmk.ts'
import { secretsmanagerSecretCmk } from '../../../src/posture/rules/secretsmanager-secret-cmk.ts'
import { ssmSecurestringCmk } from '../../../src/posture/rules/ssm-securestring-cmk.ts'
import { type FakeInput, notFound } from '../../support/fake-aws.ts'
import { arn, keyOf, nameOf, type Subject, twoPages } from './subject.ts'

const ids = (given: unknown): string[] => (Array.isArray(given) ? given.map(String) : [])

export const storageSubjects: readonly Subject[] = [
  {
    rule: s3BucketCmk,
    absent: ['FAIL', 'KEY_AWS_MANAGED'],
    list: 's3:ListBuckets',
    account: (resources) => ({
      's3:ListBuckets': twoPages(
        { items: 'Buckets', from: 'ContinuationToken' },
        resources.map(({ name }) => ({ Name: name, BucketRegion: 'us-east-1' })),
      ),
      's3:GetBucketEncryption': ({ Bucket }: FakeInput) => ({
        ServerSideEncryptionConfiguration: {
          Rules: [
            {
              ApplyServerSideEncryptionByDefault: {
                SSEAlgorithm: 'aws:kms',
                KMSMasterKeyID: keyOf(resources, Bucket),
              },
              BucketKeyEnabled: true,
            },
          ],
        },
      }),
    }),
  },
  {
    rule: s3TablesCmk,
    absent: ['FAIL', 'SSE_S3'],
    list: 's3tables:ListTableBuckets',
    get: 's3tables:GetTableBucketEncryption',
    account: (resources) => ({
      's3tables:ListTableBuckets': twoPages(
        { items: 'tableBuckets', from: 'continuationToken' },
        resources.map(({ name }) => ({
          arn: arn('s3tables', `bucket/${name}`),
          name,
          ownerAccountId: '111122223333',
          createdAt: new Date(0),
        })),
      ),
      's3tables:GetTableBucket': notFound,
      's3tables:GetTableBucketEncryption': ({ tableBucketARN }: FakeInput) => {
        const kmsKeyArn = keyOf(resources, tableBucketARN)
        return { encryptionConfiguration: { sseAlgorithm: kmsKeyArn ? 'aws:kms' : 'AES256', kmsKeyArn } }
      },
    }),
  },
  {
    rule: s3VectorsCmk,
    absent: ['FAIL', 'SSE_S3'],
    list: 's3vectors:ListVectorBuckets',
    get: 's3vectors:GetVectorBucket',
    account: (resources) => ({
      's3vectors:ListVectorBuckets': twoPages(
        { items: 'vectorBuckets', from: 'nextToken' },
        resources.map(({ name }) => ({
          vectorBucketName: name,
          vectorBucketArn: arn('s3vectors', `bucket/${name}`),
          creationTime: new Date(0),
        })),
      ),
      's3vectors:GetVectorBucket': ({ vectorBucketArn }: FakeInput) => {
        const kmsKeyArn = keyOf(resources, vectorBucketArn)
        return {
          vectorBucket: {
            vectorBucketName: nameOf(vectorBucketArn),
            vectorBucketArn,
            creationTime: new Date(0),
            encryptionConfiguration: { sseType: kmsKeyArn ? 'aws:kms' : 'AES256', kmsKeyArn },
          },
        }
      },
      's3vectors:ListIndexes': { indexes: [] },
    }),
  },
  {
    rule: secretsmanagerSecretCmk,
    absent: ['FAIL', 'KEY_AWS_MANAGED'],
    list: 'secrets-manager:ListSecrets',
    get: 'secrets-manager:DescribeSecret',
    account: (resources) => ({
      'secrets-manager:ListSecrets': twoPages(
        { items: 'SecretList', from: 'NextToken' },
        resources.map(({ name }) => ({ ARN: arn('secretsmanager', `secret:${name}`), Name: name })),
      ),
      'secrets-manager:DescribeSecret': ({ SecretId }: FakeInput) => ({
        ARN: SecretId,
        Name: nameOf(SecretId),
        KmsKeyId: keyOf(resources, SecretId),
      }),
    }),
  },
  {
    rule: cloudtrailTrailCmk,
    absent: ['FAIL', 'SSE_S3'],
    list: 'cloudtrail:DescribeTrails',
    account: (resources) => ({
      'cloudtrail:DescribeTrails': {
        trailList: resources.map(({ name, key }) => ({
          Name: name,
          TrailARN: arn('cloudtrail', `trail/${name}`),
          HomeRegion: 'us-east-1',
          KmsKeyId: key,
        })),
      },
    }),
  },
  {
    rule: cloudtrailEdsCmk,
    absent: ['FAIL', 'KEY_AWS_OWNED'],
    list: 'cloudtrail:ListEventDataStores',
    get: 'cloudtrail:GetEventDataStore',
    account: (resources) => ({
      'cloudtrail:ListEventDataStores': twoPages(
        { items: 'EventDataStores', from: 'NextToken' },
        resources.map(({ name }) => ({
          Name: name,
          EventDataStoreArn: arn('cloudtrail', `eventdatastore/${name}`),
        })),
      ),
      'cloudtrail:GetEventDataStore': ({ EventDataStore }: FakeInput) => ({
        EventDataStoreArn: EventDataStore,
        Status: 'ENABLED',
        KmsKeyId: keyOf(resources, EventDataStore),
      }),
    }),
  },
  {
    rule: logsGroupCmk,
    absent: ['FAIL', 'KEY_AWS_OWNED'],
    list: 'cloudwatch-logs:DescribeLogGroups',
    account: (resources) => ({
      'cloudwatch-logs:DescribeLogGroups': twoPages(
        { items: 'logGroups', from: 'nextToken' },
        resources.map(({ name, key }) => ({
          logGroupName: name,
          arn: arn('logs', `log-group:${name}:*`),
          kmsKeyId: key,
        })),
      ),
    }),
  },
  {
    rule: opensearchDomainCmk,
    absent: ['FAIL', 'KEY_AWS_MANAGED'],
    list: 'opensearch:ListDomainNames',
    get: 'opensearch:DescribeDomains',
    account: (resources) => ({
      'opensearch:ListDomainNames': { DomainNames: resources.map(({ name }) => ({ DomainName: name })) },
      'opensearch:DescribeDomains': ({ DomainNames }: FakeInput) => ({
        DomainStatusList: ids(DomainNames).map((name) => ({
          DomainId: name,
          DomainName: name,
          ARN: arn('es', `domain/${name}`),
          ClusterConfig: {},
          EncryptionAtRestOptions: { Enabled: true, KmsKeyId: keyOf(resources, name) },
        })),
      }),
    }),
  },
  {
    rule: aossCollectionCmk,
    absent: ['MANUAL', 'ENCRYPTION_POLICY_NOT_FOUND'],
    list: 'opensearchserverless:ListCollections',
    get: 'opensearchserverless:BatchGetCollection',
    account: (resources) => ({
      'opensearchserverless:ListCollections': twoPages(
        { items: 'collectionSummaries', from: 'nextToken' },
        resources.map(({ name }) => ({ id: name, name, arn: arn('aoss', `collection/${name}`) })),
      ),
      'opensearchserverless:BatchGetCollection': (input: FakeInput) => ({
        collectionDetails: ids(input.ids).map((name) => ({
          id: name,
          name,
          arn: arn('aoss', `collection/${name}`),
          status: 'ACTIVE',
          kmsKeyArn: keyOf(resources, name),
        })),
      }),
      'opensearchserverless:ListSecurityPolicies': { securityPolicySummaries: [] },
    }),
  },
  {
    rule: osisPipelineCmk,
    absent: ['FAIL', 'KEY_AWS_OWNED'],
    list: 'osis:ListPipelines',
    get: 'osis:GetPipeline',
    account: (resources) => ({
      'osis:ListPipelines': twoPages(
        { items: 'Pipelines', from: 'nextToken', next: 'NextToken' },
        resources.map(({ name }) => ({ PipelineName: name, PipelineArn: arn('osis', `pipeline/${name}`) })),
      ),
      'osis:GetPipeline': ({ PipelineName }: FakeInput) => ({
        Pipeline: {
          PipelineName,
          Status: 'ACTIVE',
          BufferOptions: { PersistentBufferEnabled: true },
          EncryptionAtRestOptions: { KmsKeyArn: keyOf(resources, PipelineName) },
        },
      }),
    }),
  },
  {
    rule: ssmSecurestringCmk,
    absent: ['FAIL', 'KEY_AWS_MANAGED'],
    list: 'ssm:DescribeParameters',
    account: (resources) => ({
      'ssm:DescribeParameters': twoPages(
        { items: 'Parameters', from: 'NextToken' },
        resources.map(({ name, key }) => ({ Name: name, Type: 'SecureString', KeyId: key })),
      ),
    }),
  },
]
