import type { AssumeRoleRequest } from '@aws-sdk/client-sts'
import type { Principal } from '../../call/principal.ts'
import { invalidParameterValue } from '../errors.ts'
import type { Tag } from '../owners.ts'

export interface SessionTags {
  /** Of the request and those inherited from the calling session. */
  readonly all: readonly Tag[]
  readonly transitiveKeys: readonly string[]
}

/**
 * Tags of a new session (IAM User Guide, "Pass session tags in AWS STS"): those requested, and those that the calling
 * session made transitive, which cannot be replaced.
 *
 * @throws AwsError InvalidParameterValue
 */
export function sessionTags(caller: Principal, input: AssumeRoleRequest): SessionTags {
  const requested = (input.Tags ?? []).map(({ Key = '', Value = '' }) => ({ Key, Value }))
  const requestedKeys = new Set(requested.map(({ Key }) => Key.toLowerCase()))
  if (requestedKeys.size !== requested.length) {
    throw invalidParameterValue('Duplicate tag keys found. Please note that Tag keys are case insensitive.')
  }
  const requestedTransitive = input.TransitiveTagKeys ?? []
  if (requestedTransitive.some((key) => !requestedKeys.has(key.toLowerCase()))) {
    throw invalidParameterValue('The specified transitive tag key must be included in the requested tags.')
  }
  const inherited = inheritedTags(caller)
  if (inherited.some(({ Key }) => requestedKeys.has(Key.toLowerCase()))) {
    throw invalidParameterValue(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    )
  }
  return {
    all: [...inherited, ...requested],
    transitiveKeys: [...inherited.map(({ Key }) => Key), ...requestedTransitive],
  }
}

function inheritedTags(caller: Principal): readonly Tag[] {
  if (caller.kind !== 'assumed-role') return []
  const keys = new Set((caller.transitiveTagKeys ?? []).map((key) => key.toLowerCase()))
  return Object.entries(caller.tags).flatMap(([Key, Value]) =>
    keys.has(Key.toLowerCase()) ? [{ Key, Value }] : [],
  )
}
