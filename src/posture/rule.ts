/** One thing that must hold. A rule knows where to look and judges what was found; it never calls anything. */

import type { Collector } from './collector.ts'
import type { Evidence, FixMode, Severity, Status } from './finding.ts'
import type { Fix } from './fix/fix.ts'
import type { IacMapping } from './iac/iac-mapping.ts'
import type { KeyFacts, KeyReference } from './keys/key-facts.ts'
import type { Parameters } from './parameters.ts'
import type { Resource } from './resource.ts'
import type { ScanIndex } from './scan-index.ts'

/** Sets of controls of public frameworks; `controls/` expands them. */
export type ControlBundle =
  | 'C-REST'
  | 'C-AI'
  | 'C-PII'
  | 'C-ROT'
  | 'C-DEL'
  | 'C-POL'
  | 'C-IAM'
  | 'C-LOG'
  | 'C-S3'
  | 'C-SEC'
  | 'C-OS'
  | 'C-MON'
  | 'C-LIFE'

export interface RuleMetadata {
  /** Final once shipped. */
  readonly id: string
  readonly version: number
  /** The good state as a sentence without a full stop: `Guardrails are encrypted with a customer-managed key`. */
  readonly title: string
  /** What is at stake, one or two sentences. */
  readonly why: string
  /** For summaries and `--service`: `bedrock`, `connect`, `kms`… */
  readonly service: string
  readonly severity: Severity
  readonly mode: FixMode
  readonly bundles: readonly ControlBundle[]
  /** The nearest checks of other tools and of AWS. */
  readonly counterparts: readonly string[]
  readonly resourceType: string
  readonly remediation: {
    /** What to do, one or two sentences, naming the API call. */
    readonly summary: string
    /** AWS's page about it. */
    readonly url: string
  }
}

export interface Verdict {
  readonly status: Status
  readonly reasonCode: string
  /** A sentence for a person: which resource, which key, why. */
  readonly reasonText: string
  readonly key?: KeyFacts
  readonly evidence?: readonly Evidence[]
  /** Tells several findings of one rule on one resource apart: a storage type, a version. */
  readonly subKey?: string
  /** Context moved it, and why. */
  readonly severity?: { readonly level: Severity; readonly why: string }
}

/** Judges each resource of one collector by itself. */
export interface ResourceRule<Facts = unknown> extends RuleMetadata {
  readonly kind: 'resource'
  readonly collector: Collector<Facts>
  /** The keys it wants classified before it judges. */
  keyReferences(resource: Resource<Facts>, parameters: Parameters): readonly KeyReference[]
  /** @param keys in the order of `keyReferences`. Pure. An empty list: nothing to say about this resource. */
  judge(resource: Resource<Facts>, keys: readonly KeyFacts[], parameters: Parameters): readonly Verdict[]
  /** Null: plan by hand, the summary says how. */
  readonly fix: Fix<Facts> | null
  readonly iac?: readonly IacMapping[]
}

/** Judges when everything is read: what names what, which keys are used. */
export interface IndexRule extends RuleMetadata {
  readonly kind: 'index'
  /** What must have been read for it. */
  readonly collectors: readonly Collector<unknown>[]
  /** It judges what names what: everything that may name a key is read for it, whichever rules were chosen. */
  readonly needsReferences?: true
  /** Rules whose verdicts it asks `statusOf` for; no others are kept. */
  readonly needsStatusOf?: readonly string[]
  /** Pure. Once for each account and region. */
  judge(
    index: ScanIndex,
    parameters: Parameters,
  ): readonly { readonly resource: Resource; readonly verdict: Verdict }[]
  readonly fix: Fix | null
  readonly iac?: readonly IacMapping[]
}

// biome-ignore lint/suspicious/noExplicitAny: rules of all kinds of facts stand in one list; each judges only its collector's.
export type Rule = ResourceRule<any> | IndexRule
