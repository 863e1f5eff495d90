/**
 * How many calls a second a scan begins with, by service and kind of operation: well under AWS's default quotas, which
 * production shares. The buckets find the rest themselves.
 */

export type OperationClass = 'list' | 'get'

export interface Rate {
  readonly start: number
  readonly max: number
}

/** `bedrock:get`, `kms:DescribeKey` or `bedrock` to calls a second. */
export type RateOverrides = Readonly<Record<string, number>>

/** "Request quotas" of the services' developer guides; KMS's are counted for each operation. */
const starts: Readonly<Record<string, number>> = {
  'kms:DescribeKey': 100,
  'kms:GetKeyPolicy': 50,
  'kms:GetKeyRotationStatus': 50,
  'kms:ListGrants': 10,
  'kms:ListResourceTags': 10,
  'bedrock:get': 10,
  'connect:list': 2,
  'connect:get': 2,
  'cloudwatch-logs:list': 5,
  's3:get': 20,
}
const otherStart = 5
/** What AWS allows for all callers of an account and region together: it is no use to try for more. */
const ceilings: Readonly<Record<string, number>> = {
  // "LookupEvents", AWS CloudTrail API Reference.
  'cloudtrail:get': 2,
}
/** A server of one's own has no quotas; how fast it answers is limit enough. */
const selfHostedStart = 2000
const growth = 10

export function operationClass(operation: string): OperationClass {
  return operation.startsWith('List') || operation.startsWith('Describe') ? 'list' : 'get'
}

/** Which bucket a call draws from: KMS's operations each have their own. */
export function bucketName(service: string, operation: string): string {
  return service === 'kms' ? `kms:${operation}` : `${service}:${operationClass(operation)}`
}

export function rateOf(bucket: string, isSelfHosted: boolean, overrides: RateOverrides): Rate {
  const own = overrides[bucket] ?? overrides[bucket.slice(0, bucket.indexOf(':'))]
  if (own !== undefined) return { start: own, max: own }
  if (isSelfHosted) return { start: selfHostedStart, max: selfHostedStart * growth }
  const ceiling = ceilings[bucket]
  if (ceiling !== undefined) return { start: ceiling, max: ceiling }
  const start = starts[bucket] ?? otherStart
  return { start, max: start * growth }
}
