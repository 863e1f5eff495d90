/** What several collectors read of a key, once in a scan. */

import type { GrantListEntry } from '@aws-sdk/client-kms'
import { type Api, ApiError } from '../api.ts'
import { type Grant, isServicePrincipal } from '../policies/grant-verdicts.ts'
import { accountIn } from '../policies/statements.ts'
import { kms } from '../services.ts'
import { errorAsFact, type FailedRead } from './failed-read.ts'
import { pages } from './pages.ts'
import { tolerated } from './tolerated.ts'

/** Times in ms since the epoch. */
export interface LastUsage {
  readonly usedAt: number | null
  readonly operation: string | null
  /** Before that KMS did not keep it. */
  readonly trackedSince: number | null
  readonly failed: FailedRead | null
}

/** Null: could not be read. */
export function keyTags(api: Api, arn: string): Promise<Readonly<Record<string, string>> | null> {
  return api.once(`kms:tags:${arn}`, async () => {
    const tags: Record<string, string> = {}
    const listed = pages(async (Marker) => {
      const answer = await api.call(kms, 'ListResourceTags', (client) =>
        client.listResourceTags({ KeyId: arn, Limit: 50, Marker }),
      )
      return { items: answer.Tags ?? [], next: answer.Truncated === false ? undefined : answer.NextMarker }
    })
    try {
      for await (const page of listed)
        for (const { TagKey, TagValue } of page) tags[TagKey ?? ''] = TagValue ?? ''
      return tags
    } catch (error) {
      tolerated(error)
      return null
    }
  })
}

/** @param arn of a key: GetKeyLastUsage takes no alias */
export function lastUsage(api: Api, arn: string): Promise<LastUsage> {
  return api.once(`kms:last-usage:${arn}`, async () => {
    try {
      const answer = await api.call(kms, 'GetKeyLastUsage', (client) =>
        client.getKeyLastUsage({ KeyId: arn }),
      )
      return {
        usedAt: answer.KeyLastUsage?.Timestamp?.getTime() ?? null,
        operation: answer.KeyLastUsage?.Operation ?? null,
        trackedSince: answer.TrackingStartDate?.getTime() ?? null,
        failed: null,
      }
    } catch (error) {
      // Keys in their last days may have no record any more; that does not make the key unfindable.
      const failed =
        error instanceof ApiError && error.kind === 'not-found'
          ? { kind: error.kind, code: error.code, operation: error.operation }
          : errorAsFact(error)
      return { usedAt: null, operation: null, trackedSince: null, failed }
    }
  })
}

/** @throws {ApiError} */
export function keyGrants(api: Api, arn: string): Promise<readonly Grant[]> {
  return api.once(`kms:grants:${arn}`, async () => {
    const grants: Grant[] = []
    const listed = pages(async (Marker) => {
      const answer = await api.call(kms, 'ListGrants', (client) =>
        client.listGrants({ KeyId: arn, Limit: 100, Marker }),
      )
      return { items: answer.Grants ?? [], next: answer.Truncated === false ? undefined : answer.NextMarker }
    })
    for await (const page of listed) grants.push(...page.map(grantOf))
    return grants
  })
}

/** The policy's text. @throws {ApiError} */
export function keyPolicy(api: Api, arn: string): Promise<string | undefined> {
  return api.once(`kms:policy:${arn}`, async () => {
    const { Policy } = await api.call(kms, 'GetKeyPolicy', (client) =>
      client.getKeyPolicy({ KeyId: arn, PolicyName: 'default' }),
    )
    return Policy
  })
}

function grantOf(entry: GrantListEntry): Grant {
  const { GrantId, GranteePrincipal, GranteeServicePrincipal, RetiringPrincipal, RetiringServicePrincipal } =
    entry
  return {
    id: GrantId ?? '',
    grantee: GranteeServicePrincipal ?? GranteePrincipal ?? null,
    issuingAccount: accountIn(entry.IssuingAccount ?? ''),
    operations: entry.Operations ?? [],
    constraints: constraintsOf(entry),
    ofService:
      GranteeServicePrincipal !== undefined ||
      RetiringServicePrincipal !== undefined ||
      isServicePrincipal(GranteePrincipal) ||
      isServicePrincipal(RetiringPrincipal),
  }
}

function constraintsOf({ Constraints }: GrantListEntry): string {
  const { EncryptionContextEquals: equal, EncryptionContextSubset: subset, SourceArn } = Constraints ?? {}
  if (equal === undefined && subset === undefined && SourceArn === undefined) return ''
  const sorted = (context: Record<string, string> | undefined) => Object.entries(context ?? {}).sort()
  return JSON.stringify([sorted(equal), sorted(subset), SourceArn ?? null])
}
