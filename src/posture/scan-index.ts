/** What the whole scan of one account and region has seen, for rules that join. */

import type { Collector } from './collector.ts'
import type { Status } from './finding.ts'
import type { KeyFacts, KeyReference } from './keys/key-facts.ts'
import type { Resource } from './resource.ts'

export interface IndexedReference {
  readonly resource: Omit<Resource, 'facts'>
  readonly reference: KeyReference
  readonly key: KeyFacts
}

export interface ScanIndex {
  readonly account: string
  readonly region: string
  readonly partition: string
  /**
   * What rules had classified and names a key, read in this region or with its key here. Of a key that works, the first 100:
   * enough to know that it is used, and by what.
   */
  readonly references: readonly IndexedReference[]
  /** Collectors that could not read everything here: what names a key there is not among the references. */
  readonly gaps: readonly string[]
  /** Null: that could not be listed. Only collectors that the rule names are kept. */
  resourcesOf<Facts>(collector: Collector<Facts>): readonly Resource<Facts>[] | null
  /** The worst verdict of the rule on this resource. @throws Error when the rule is not among the asking rule's `needsStatusOf` */
  statusOf(ruleId: string, resourceUid: string): Status | undefined
}
