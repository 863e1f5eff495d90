/** Stores whose key is fixed when they are made, and those that this version of the SDK cannot change. */

import { plainKey } from '../key-needs.ts'
import { idIn, playbook, quoted, run, say, send } from './playbook.ts'

export const collectionPlaybook = playbook({
  key: plainKey('aoss', { grants: true }),
  steps: ({ resource, keyArn }) => {
    const name = `${resource.name}-cmk`
    const policy = {
      Rules: [{ ResourceType: 'collection', Resource: [`collection/${name}`] }],
      AWSOwnedKey: false,
      KmsARN: keyArn,
    }
    return [
      send(
        'Encryption policies match by name when a collection is made, so the policy comes first.',
        'opensearchserverless',
        'CreateSecurityPolicy',
        {
          name,
          type: 'encryption',
          policy: JSON.stringify(policy),
        },
      ),
      send('Make the collection, with the type of the old one.', 'opensearchserverless', 'CreateCollection', {
        name,
        type: '<as BatchGetCollection says>',
      }),
      say(
        'Network and data access policies name collections too: add the new one. Then index again, through a pipeline or the reindex API.',
      ),
      say('A knowledge base keeps its storage: one that uses the old collection is made again too.'),
      send('Delete the old one.', 'opensearchserverless', 'DeleteCollection', { id: idIn(resource.uid) }),
    ]
  },
})

export const searchDomainPlaybook = playbook({
  key: plainKey('es', { grants: true }),
  steps: ({ resource, keyArn }) => [
    say(
      'Encryption at rest cannot be changed once it is set. Register a snapshot repository and take a manual snapshot.',
    ),
    say(
      `CreateDomain with the same settings, another name and EncryptionAtRestOptions { Enabled: true, KmsKeyId: ${keyArn} }; restore the snapshot into it.`,
    ),
    say('Compare document counts, move clients, and keep the old one until nobody asks it any more.'),
    send('Delete the old one.', 'opensearch', 'DeleteDomain', { DomainName: resource.name }),
  ],
})

export const pipelinePlaybook = playbook({
  key: plainKey('osis'),
  cost: 'none',
  steps: ({ resource, keyArn, api }) => [
    run(
      'The SDK that Keyhold ships does not know these options yet; the AWS CLI does. The pipeline goes on meanwhile.',
      `aws osis update-pipeline --region ${api.region} --pipeline-name ${quoted(resource.name)} --buffer-options PersistentBufferEnabled=true --encryption-at-rest-options KmsKeyArn=${quoted(keyArn)}`,
    ),
    run(
      'See that it is ACTIVE again.',
      `aws osis get-pipeline --region ${api.region} --pipeline-name ${quoted(resource.name)}`,
    ),
  ],
})

export const searchIndexPlaybook = playbook({
  key: plainKey('kendra', { grants: true }),
  steps: ({ resource, keyArn }) => [
    say(
      `CreateIndex with the settings of DescribeIndex and ServerSideEncryptionConfiguration { KmsKeyId: ${keyArn} }.`,
    ),
    say(
      'Make data sources, FAQs and synonyms again and sync; compare document counts; move callers to the new id.',
    ),
    send('Delete the old one.', 'kendra', 'DeleteIndex', { Id: idIn(resource.uid) }),
  ],
})

export const videoStreamPlaybook = playbook({
  key: plainKey('kinesisvideo', { grants: true }),
  dataEffect: 'loss',
  steps: ({ resource, keyArn }) => [
    send('Make a stream under the key, with the retention of the old one.', 'kinesis-video', 'CreateStream', {
      StreamName: `${resource.name}-cmk`,
      KmsKeyId: keyArn,
    }),
    say('Move producers, then consumers; what is in the old one stays there until it expires.'),
    send('Delete the old one.', 'kinesis-video', 'DeleteStream', { StreamARN: resource.uid }),
  ],
})

export const repositoryPlaybook = playbook({
  key: plainKey('ecr', { grants: true }),
  cost: 'low',
  steps: ({ resource, keyArn }) => [
    send('Make a repository under the key.', 'ecr', 'CreateRepository', {
      repositoryName: `${resource.name}-cmk`,
      encryptionConfiguration: { encryptionType: 'KMS', kmsKey: keyArn },
    }),
    say(
      'Copy policies and lifecycle rules; push every tag again (docker buildx imagetools create keeps digests).',
    ),
    say('Move builds and deployments to the new name, and delete the old one when nothing pulls from it.'),
  ],
})

export const appFlowPlaybook = playbook({
  key: plainKey('appflow', { grants: true }),
  cost: 'none',
  steps: ({ resource, keyArn }) => [
    say(
      `CreateFlow with what DescribeFlow says of ${resource.name}, another name and kmsArn ${keyArn}: UpdateFlow has no key.`,
    ),
    say('Run it once, stop the old one (StopFlow), start the new one, and delete the old one.'),
  ],
})

export const vectorBucketPlaybook = playbook({
  key: plainKey('s3vectors'),
  steps: ({ resource, keyArn }) => [
    send('Make a vector bucket under the key.', 's3vectors', 'CreateVectorBucket', {
      vectorBucketName: `${resource.name}-cmk`,
      encryptionConfiguration: { sseType: 'aws:kms', kmsKeyArn: keyArn },
    }),
    say(
      'CreateIndex for each index; ListVectors with their data and PutVectors move the vectors; knowledge bases are made again with the new bucket.',
    ),
    say('DeleteIndex for each, and DeleteVectorBucket, when nothing names the old one.'),
  ],
})

export const secureStringPlaybook = playbook({
  key: plainKey('ssm'),
  cost: 'none',
  steps: ({ resource, keyArn, api }) => [
    run(
      'PutParameter needs the value again, and a plan must not hold it: this reads and writes it in one go.',
      [
        `value=$(aws ssm get-parameter --region ${api.region} --name ${quoted(resource.name)} --with-decryption --query Parameter.Value --output text)`,
        `aws ssm put-parameter --region ${api.region} --name ${quoted(resource.name)} --type SecureString --overwrite --key-id ${quoted(keyArn)} --value "$value"`,
      ].join(' && '),
    ),
    say('Who reads it needs kms:Decrypt on the key; older versions of the parameter keep the old key.'),
  ],
})

export const replicationPlaybook = playbook({
  key: null,
  cost: 'low',
  dataEffect: 'future-only',
  steps: ({ resource }) => [
    say(
      'Make a key in the region of each destination bucket, and let the replication role encrypt with it and decrypt with the source key.',
    ),
    say(
      `PutBucketReplication of ${resource.name} with every rule again, SourceSelectionCriteria.SseKmsEncryptedObjects Enabled and Destination.EncryptionConfiguration.ReplicaKmsKeyID.`,
    ),
    say('Objects that are replicated already keep their encryption; S3 Batch Replication replaces them.'),
  ],
})

export const invocationLoggingPlaybook = playbook({
  key: null,
  cost: 'low',
  steps: ({ api }) => [
    say('Make a log group or a bucket under a customer managed key, for prompts and answers will be in it.'),
    send(
      'Send the logs there. One configuration serves the whole region.',
      'bedrock',
      'PutModelInvocationLoggingConfiguration',
      {
        loggingConfig: {
          cloudWatchConfig: {
            logGroupName: '<log group>',
            roleArn: `arn:${api.partition}:iam::${api.account}:role/<role that writes>`,
          },
          textDataDeliveryEnabled: true,
          imageDataDeliveryEnabled: true,
          embeddingDataDeliveryEnabled: true,
        },
      },
    ),
  ],
})
