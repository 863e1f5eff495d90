/** Encryption policies of OpenSearch Serverless: which key a collection gets is decided by the pattern that fits its name. */

import type { Api } from '../api.ts'
import { openSearchServerless } from '../services.ts'
import { pages } from './pages.ts'
import { tolerated } from './tolerated.ts'

interface EncryptionPolicy {
  readonly name: string
  /** Null: AWS's own key. */
  readonly kmsArn: string | null
  /** `collection/logs-*` */
  readonly patterns: readonly string[]
}

interface PolicyAnswer {
  readonly policy: { readonly name: string; readonly kmsArn: string | null } | null
  readonly policyErrorCode: string | null
}

/** The policies are read once in a scan. */
export async function encryptionPolicyOf(api: Api, collection: string): Promise<PolicyAnswer> {
  try {
    const policies = await api.once('aoss:encryption-policies', () => readPolicies(api))
    return { policy: mostSpecific(policies, `collection/${collection}`), policyErrorCode: null }
  } catch (error) {
    return { policy: null, policyErrorCode: tolerated(error) }
  }
}

/** "Encryption in Amazon OpenSearch Serverless", Policy precedence: of several that fit, the most specific one decides. */
function mostSpecific(policies: readonly EncryptionPolicy[], resource: string): EncryptionPolicy | null {
  let best: { readonly policy: EncryptionPolicy; readonly weight: number } | null = null
  for (const policy of policies)
    for (const pattern of policy.patterns) {
      const weight = fits(pattern, resource)
      if (weight > (best?.weight ?? 0)) best = { policy, weight }
    }
  return best?.policy ?? null
}

/** 0: does not fit. A pattern is a name, or a prefix and `*`. */
function fits(pattern: string, resource: string): number {
  if (pattern === resource) return Number.POSITIVE_INFINITY
  return pattern.endsWith('*') && resource.startsWith(pattern.slice(0, -1)) ? pattern.length : 0
}

async function readPolicies(api: Api): Promise<EncryptionPolicy[]> {
  const policies: EncryptionPolicy[] = []
  const listed = pages(async (nextToken) => {
    const answer = await api.call(openSearchServerless, 'ListSecurityPolicies', (client) =>
      client.listSecurityPolicies({ type: 'encryption', maxResults: 100, nextToken }),
    )
    return { items: answer.securityPolicySummaries ?? [], next: answer.nextToken }
  })
  for await (const page of listed)
    for (const { name = '' } of page) {
      const answer = await api.call(openSearchServerless, 'GetSecurityPolicy', (client) =>
        client.getSecurityPolicy({ name, type: 'encryption' }),
      )
      policies.push(parsePolicy(name, answer.securityPolicyDetail?.policy))
    }
  return policies
}

/** `{ Rules: [{ ResourceType, Resource: […] }], AWSOwnedKey | KmsARN }`. What does not look like it fits nothing. */
function parsePolicy(name: string, policy: unknown): EncryptionPolicy {
  const document = asRecord(policy)
  const rules = Array.isArray(document.Rules) ? document.Rules : []
  const patterns = rules
    .map(asRecord)
    .filter((rule) => rule.ResourceType === 'collection')
    .flatMap((rule) => (Array.isArray(rule.Resource) ? rule.Resource : []))
    .filter((pattern) => typeof pattern === 'string')
  const kmsArn = document.KmsARN
  return { name, patterns, kmsArn: typeof kmsArn === 'string' && kmsArn !== '' ? kmsArn : null }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
