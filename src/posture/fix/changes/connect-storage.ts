import type { ConnectStorageFacts } from '../../collectors/connect-storage.ts'
import { connect } from '../../services.ts'
import { type Change, type FixContext, NotPlanned } from '../fix.ts'
import { connectKey } from '../key-needs.ts'
import { readWhole } from '../resend.ts'
import { type Current, type Input, updateFix } from '../update.ts'

/** UpdateInstanceStorageConfig puts the whole configuration of one association: bucket, prefix and retention are sent again. */
export const connectStorageFix: Change<ConnectStorageFacts> = updateFix<ConnectStorageFacts>({
  service: 'connect',
  operation: 'UpdateInstanceStorageConfig',
  reads: ['connect:DescribeInstanceStorageConfig'],
  // "Actions, resources, and condition keys for Amazon Connect": dependent actions of the update.
  alsoNeeds: ['ds:DescribeDirectories', 'iam:PutRolePolicy', 's3:GetBucketAcl', 's3:GetBucketLocation'],
  key: connectKey,
  read: readStorage,
  withKey: (input, KeyId) => ({
    ...input,
    StorageConfig: encrypted(input.StorageConfig, { EncryptionType: 'KMS', KeyId }),
  }),
  // A configuration can change its key, but not lose it.
  undo: (input) =>
    hasKey(input.StorageConfig)
      ? [{ service: 'connect', operation: 'UpdateInstanceStorageConfig', input }]
      : null,
  preconditions: [
    'Who applies it needs kms:CreateGrant and kms:DescribeKey; who reads the objects needs kms:Decrypt through S3.',
    'Only what is stored from now on is under the key; S3 Batch Operations re-encrypts what is there.',
  ],
  dataEffect: 'future-only',
})

const kinds = ['S3Config', 'KinesisVideoStreamConfig'] as const

async function readStorage({ api, resource }: FixContext<ConnectStorageFacts>): Promise<Current> {
  const { DescribeInstanceStorageConfigCommand } = await import('@aws-sdk/client-connect')
  const { instanceId, type, config } = resource.facts
  if (config === null) throw new NotPlanned('GONE', 'There is no storage of this type any more.')
  const names = { InstanceId: instanceId, AssociationId: config.associationId, ResourceType: type }
  const command = new DescribeInstanceStorageConfigCommand(names)
  const { StorageConfig } = await readWhole(api, {
    service: connect,
    operation: 'DescribeInstanceStorageConfig',
    command,
    send: (client) => client.send(command),
  })
  const { AssociationId: _named, ...whole } = StorageConfig ?? {}
  return { input: { ...names, StorageConfig: whole } }
}

function encrypted(config: unknown, EncryptionConfig: object): Input {
  const whole = config as Input
  const kind = kinds.find((name) => whole[name] !== undefined)
  if (kind === undefined)
    throw new NotPlanned('OWNED_ELSEWHERE', 'A stream has its own key: change it there.')
  return { ...whole, [kind]: { ...(whole[kind] as object), EncryptionConfig } }
}

function hasKey(config: unknown): boolean {
  const whole = config as Readonly<Record<string, { EncryptionConfig?: object } | undefined>>
  return kinds.some((kind) => whole[kind]?.EncryptionConfig !== undefined)
}
