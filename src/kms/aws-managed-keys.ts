/**
 * AWS managed keys: one for a service in an account and region, behind `alias/aws/<service>`, made on first use. Their
 * key policy lets everyone in the account use them through that service, and nobody manage them.
 */

import { randomUUID } from 'node:crypto'
import { regionalServicePrincipal } from '../call/call.ts'
import { reservedAliasPrefix } from './aliases.ts'
import { accountRoot } from './grants.ts'
import { insertKey, newKeyRow } from './insert-key.ts'
import type { Kms } from './kms.ts'
import { type KeyRow, type KmsKey, keyFromRow } from './kms-key.ts'
import { aliasArnOf, aliasSubject, findAliasTarget } from './resolve-key.ts'
import { dayMs, resumeRotation, rotationPeriodDaysDefault } from './rotate-key.ts'

interface ManagedService {
  /** In `kms:ViaService`, where it differs from the alias. */
  readonly via: string
  /** As the key's description tells it. */
  readonly purpose: string
}

function service(via: string, purpose: string): ManagedService {
  return { via, purpose }
}

/**
 * By the last part of the alias. Descriptions as AWS gives them: "Default key that protects my … when no other key is
 * defined". Services made since 2021 have no AWS managed key: Bedrock, Q Business and DataZone are not here.
 */
const managedServices: ReadonlyMap<string, ManagedService> = new Map([
  ['acm', service('acm', 'ACM private keys')],
  ['appflow', service('appflow', 'AppFlow data')],
  ['backup', service('backup', 'Backup data')],
  ['connect', service('connect', 'Amazon Connect data')],
  ['dynamodb', service('dynamodb', 'DynamoDB data')],
  ['ebs', service('ec2', 'EBS volumes')],
  ['ecr', service('ecr', 'ECR repositories')],
  ['elasticfilesystem', service('elasticfilesystem', 'EFS filesystems')],
  ['es', service('es', 'Elasticsearch data')],
  ['fsx', service('fsx', 'FSx resources')],
  ['glue', service('glue', 'Glue data')],
  ['kafka', service('kafka', 'MSK data')],
  ['kendra', service('kendra', 'Kendra data')],
  ['kinesis', service('kinesis', 'Kinesis data')],
  ['kinesisvideo', service('kinesisvideo', 'Kinesis Video Streams data')],
  ['lambda', service('lambda', 'Lambda functions')],
  ['lex', service('lex', 'Lex data')],
  ['lightsail', service('lightsail', 'Lightsail data')],
  ['mq', service('mq', 'Amazon MQ data')],
  ['rds', service('rds', 'RDS database volumes')],
  ['redshift', service('redshift', 'Redshift clusters')],
  ['s3', service('s3', 'S3 objects')],
  ['secretsmanager', service('secretsmanager', 'Secrets Manager data')],
  ['ses', service('ses', 'SES data')],
  ['sns', service('sns', 'SNS data')],
  ['sqs', service('sqs', 'SQS messages')],
  ['ssm', service('ssm', 'SSM parameters')],
  ['timestream', service('timestream', 'Timestream data')],
  ['translate', service('translate', 'Translate data')],
  ['workspaces', service('workspaces', 'WorkSpaces volumes')],
  ['xray', service('xray', 'X-Ray data')],
])

/** Sorted names of all aliases that stand for AWS managed keys, made or not. */
export const managedAliasNames: readonly string[] = [...managedServices.keys()]
  .map((name) => `${reservedAliasPrefix}${name}`)
  .sort()

export function isManagedAlias(aliasName: string): boolean {
  return (
    managedServices.has(aliasName.slice(reservedAliasPrefix.length)) &&
    aliasName.startsWith(reservedAliasPrefix)
  )
}

/** A key that nobody has used yet: what it would be, and how it comes to be. */
export interface NewManagedKey {
  readonly key: KmsKey
  /** Safe to call by many at once: one key is made. */
  create(): Promise<void>
}

/** Null when the key behind a predefined alias is there already. */
export async function newManagedKey(
  kms: Kms,
  region: string,
  accountId: string,
  aliasName: string,
  time: number,
): Promise<NewManagedKey | null> {
  const managed = managedServices.get(aliasName.slice(reservedAliasPrefix.length))
  if (managed === undefined || (await aliasExists(kms, region, accountId, aliasName))) return null
  const row = newKeyRow({
    region,
    accountId,
    keyId: randomUUID(),
    manager: 'AWS',
    ownerService: aliasName.slice(reservedAliasPrefix.length),
    description: `Default key that protects my ${managed.purpose} when no other key is defined`,
    keyPolicy: managedKeyPolicy(region, accountId, aliasName, managed),
    time,
  })
  // AWS managed keys rotate every year, and nobody can change that (KMS Developer Guide, "AWS managed keys").
  row.rotation_period_days = rotationPeriodDaysDefault
  row.next_rotation_at = time + rotationPeriodDaysDefault * dayMs
  return {
    key: { ...keyFromRow(row), aliasNames: [aliasName] },
    async create() {
      try {
        await insertManagedKey(kms, aliasName, row)
      } catch (error) {
        // Another call was first: the alias is unique.
        if (!(await aliasExists(kms, region, accountId, aliasName))) throw error
      }
    },
  }
}

async function insertManagedKey(kms: Kms, aliasName: string, row: KeyRow): Promise<void> {
  const { region, account_id: accountId, created_at: time } = row
  await kms.storage.authority.change(async (tx, change) => {
    change.touch(aliasSubject(region, accountId))
    await tx
      .insertInto('kms_alias')
      .values({
        alias_arn: aliasArnOf(region, accountId, aliasName),
        alias_name: aliasName,
        account_id: accountId,
        region,
        key_arn: row.key_arn,
        created_at: time,
        updated_at: time,
      })
      .execute()
    await insertKey(kms, tx, change, { row, tags: [] })
    await resumeRotation(kms, tx, row)
  })
}

async function aliasExists(kms: Kms, region: string, accountId: string, aliasName: string): Promise<boolean> {
  return (await findAliasTarget(kms, region, accountId, aliasName)) !== null
}

function managedKeyPolicy(
  region: string,
  accountId: string,
  aliasName: string,
  managed: ManagedService,
): string {
  const shortName = aliasName.slice(reservedAliasPrefix.length)
  return JSON.stringify({
    Version: '2012-10-17',
    Id: `auto-${shortName}-1`,
    Statement: [
      {
        Sid: `Allow access through ${shortName} for all principals in the account that are authorized to use it`,
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncrypt*',
          'kms:GenerateDataKey*',
          'kms:CreateGrant',
          'kms:DescribeKey',
        ],
        Resource: '*',
        Condition: {
          StringEquals: {
            'kms:CallerAccount': accountId,
            'kms:ViaService': regionalServicePrincipal(managed.via, region),
          },
        },
      },
      {
        Sid: 'Allow direct access to key metadata to the account',
        Effect: 'Allow',
        Principal: { AWS: accountRoot(accountId) },
        Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:RevokeGrant'],
        Resource: '*',
      },
    ],
  })
}
