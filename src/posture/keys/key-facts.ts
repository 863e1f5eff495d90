/** What is known of a key that a resource names, or does not name. */

/**
 * Four answers, and three ways of having none. AWS_OWNED: in a service's account, never to be seen. AWS_MANAGED: the account's
 * `alias/aws/<service>`. CUSTOMER: the only one that the customer can take away. NONE: not encrypted. MISSING: it names a key
 * that is not there. UNKNOWN: could not be read.
 */
export type KeyClass = 'CUSTOMER' | 'AWS_MANAGED' | 'AWS_OWNED' | 'NONE' | 'MISSING' | 'UNKNOWN'

/** What it means when a resource names no key. BUCKET_DEFAULT and the like are resolved by the collector. */
export type AbsentMeans = 'AWS_OWNED' | 'AWS_MANAGED' | 'NONE' | 'UNKNOWN'

export interface KeyFacts {
  /** As the resource names it; null: it names none. */
  readonly ref: string | null
  readonly arn: string | null
  readonly class: KeyClass
  /** Why it is of that class: `KEY_CUSTOMER_MANAGED`, `KEY_AWS_OWNED`, `KEY_NOT_FOUND`, `KEY_DESCRIBE_DENIED`, `API_ERROR:<code>`… */
  readonly reasonCode: string
  /** DescribeKey's KeyState, KeySpec, KeyUsage, Origin and KeyManager. */
  readonly state: string | null
  readonly spec: string | null
  readonly usage: string | null
  readonly origin: string | null
  readonly manager: string | null
  readonly account: string | null
  readonly region: string | null
  /** DescribeKey was denied, but the account's aliases show that the key is the customer's. */
  readonly provenByAlias?: boolean
  /** Read only where a required tag is configured; never part of a finding. Null: could not be read. */
  readonly tags?: Readonly<Record<string, string>> | null
}

/** Where a resource names its key. */
export interface KeyReference {
  readonly ref: string | null | undefined
  readonly absent: AbsentMeans
  /** The AWS managed key's alias that an absent reference stands for: `alias/aws/secretsmanager`. */
  readonly absentAlias?: string
  /** `SSE_S3` where the default is SSE-S3 rather than a key of the service's. */
  readonly absentReason?: string
  /** For evidence: `bedrock:GetGuardrail` and `kmsKeyArn`. */
  readonly api: string
  readonly path: string
  /** When it is judged in another region than the resource's own: a replica. */
  readonly region?: string
}
