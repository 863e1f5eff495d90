/** Reads the resources of one kind, in one account and region, once in a scan however many rules ask for them. */

import type { Api, AwsService } from './api.ts'
import type { Resource } from './resource.ts'

export interface Collector<Facts, Listed = unknown> {
  /** `bedrock.guardrails`. */
  readonly id: string
  /** Probed, rate-limited and reported by it. */
  readonly service: AwsService<unknown>
  /** Everything it may call, as IAM actions: `bedrock:ListGuardrails`. Never one that changes anything. */
  readonly iam: readonly string[]
  /** `global`: read once an account, in one region. */
  readonly scope: 'regional' | 'global'
  /** The resource type of findings when listing failed. */
  readonly resourceType: string
  /** How many are read at a time. Default 8. */
  readonly concurrency?: number
  /** Page by page: a page whose resources are done is not repeated by a resumed scan. */
  list(api: Api): AsyncIterable<readonly Listed[]>
  /** What a list would show of it, as far as `read` needs it: where one is read again without listing all. */
  find?(uid: string): Listed
  /** Enough of a listed item to name it when reading it fails. */
  identify(listed: Listed, api: Api): { readonly uid: string; readonly name: string }
  /**
   * All that rules need of it; several when it has parts of its own. An empty list: it is gone, or none of ours. An
   * ApiError becomes a MANUAL finding of every rule, except `not-found`, which drops it.
   */
  read(api: Api, listed: Listed): Promise<readonly Resource<Facts>[]>
}
