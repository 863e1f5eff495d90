import type { Resource } from '../../resource.ts'
import type { Change, FixContext } from '../fix.ts'
import { logsKey, s3Key } from '../key-needs.ts'
import { bucketFix } from './bucket.ts'
import { logGroupFix } from './log-group.ts'

/** Every destination by its own kind: the log group, and the buckets. */
export const invocationLoggingFix: Change = {
  kind: 'change',
  reads: [...logGroupFix.reads, ...bucketFix.reads],
  writes: [...logGroupFix.writes, ...bucketFix.writes],
  key: (resource) => (isLogGroup(resource) ? logsKey : s3Key),
  plan: async (context) => await partFix(context).plan(context),
  settled: (context, step) => partFix(context).settled(context, step),
}

const partFix = ({ resource }: FixContext): Change => (isLogGroup(resource) ? logGroupFix : bucketFix)

function isLogGroup({ uid }: Resource): boolean {
  return uid.includes(':log-group:')
}
