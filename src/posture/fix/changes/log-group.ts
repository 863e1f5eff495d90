import type { Api } from '../../api.ts'
import { logs } from '../../services.ts'
import { type Change, NotPlanned } from '../fix.ts'
import { logsKey } from '../key-needs.ts'
import { type Current, updateFix } from '../update.ts'

export const logGroupFix: Change = updateFix({
  service: 'cloudwatch-logs',
  operation: 'AssociateKmsKey',
  reads: ['cloudwatch-logs:DescribeLogGroups'],
  key: logsKey,
  read: ({ api, resource }) => readLogGroup(api, logGroupNameOf(resource.uid)),
  withKey: (input, kmsKeyId) => ({ ...input, kmsKeyId }),
  undo: (input) =>
    input.kmsKeyId === undefined
      ? [{ service: 'cloudwatch-logs', operation: 'DisassociateKmsKey', input }]
      : [{ service: 'cloudwatch-logs', operation: 'AssociateKmsKey', input }],
  moreWrites: ['cloudwatch-logs:DisassociateKmsKey'],
  preconditions: [
    'Only new log data is under the key, and it is readable only as long as the key lives.',
    'Who reads the logs needs kms:Decrypt on the key.',
  ],
  dataEffect: 'future-only',
})

/** `arn:aws:logs:eu-west-1:000000000000:log-group:/aws/x`, with or without `:*`. */
function logGroupNameOf(uid: string): string {
  if (!uid.startsWith('arn:')) return uid
  return uid.split(':').slice(6).join(':').replace(/:\*$/, '')
}

/** Names are prefixes of others, so the exact one is looked for among the answers. */
async function readLogGroup(api: Api, logGroupName: string): Promise<Current> {
  const { logGroups } = await api.call(logs, 'DescribeLogGroups', (client) =>
    client.describeLogGroups({ logGroupNamePrefix: logGroupName, limit: 50 }),
  )
  const group = logGroups?.find((each) => each.logGroupName === logGroupName)
  if (group === undefined) throw new NotPlanned('GONE', 'It is not there any more.')
  return { input: { logGroupName, kmsKeyId: group.kmsKeyId } }
}
