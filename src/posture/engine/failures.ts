/** What is said where nothing could be judged: never nothing, and never PASS. */

import { ApiError } from '../api.ts'
import type { Verdict } from '../rule.ts'
import type { Judgement, ResourceIdentity } from './judgement.ts'

export interface AccountPlace {
  readonly account: string
  readonly partition: string
  readonly region: string
}

/** Stands for what could not be listed. */
export function accountResource({ account, partition, region }: AccountPlace, at: number): ResourceIdentity {
  return {
    uid: `arn:${partition}:iam::${account}:root`,
    type: 'AWS::::Account',
    name: account,
    account,
    partition,
    region,
    at,
  }
}

/** @param what `Guardrails` or the like, or a resource's name */
export function failureVerdict(error: ApiError, what: string, at: number): Verdict {
  const evidence = [{ api: error.operation, path: '', value: error.code, at: new Date(at).toISOString() }]
  switch (error.kind) {
    case 'not-implemented':
      return {
        status: 'NOT_APPLICABLE',
        reasonCode: 'NOT_IMPLEMENTED',
        reasonText: `The endpoint does not have ${error.operation}.`,
        evidence,
      }
    case 'not-in-region':
      return {
        status: 'NOT_APPLICABLE',
        reasonCode: 'NOT_IN_REGION',
        reasonText: 'The service is not offered in this region, or the region is not enabled.',
        evidence,
      }
    default:
      return {
        status: 'MANUAL',
        reasonCode: `API_ERROR:${error.code}`,
        reasonText: `${what} could not be read: ${error.operation} answered ${error.code}.`,
        evidence,
      }
  }
}

/** A part of the endpoint that is missing is no failure of the scan. */
export function isFailure({ kind }: ApiError): boolean {
  return kind !== 'not-implemented' && kind !== 'not-in-region'
}

export function forEachRule(
  ruleIds: readonly string[],
  resource: ResourceIdentity,
  verdict: Verdict,
): Judgement[] {
  return ruleIds.map((ruleId) => ({ ruleId, resource, verdict }))
}

/** An error that is none of a service's: a bug, reported without its message, which may hold what was read. */
export function bugAsApiError(error: unknown, operation: string): ApiError {
  const name = error instanceof Error ? error.name : 'Error'
  return new ApiError('refused', `Internal${name}`, operation, { cause: error })
}
