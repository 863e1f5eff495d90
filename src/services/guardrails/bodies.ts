/** What is sealed of a guardrail: everything its customer wrote. Ids, version numbers, statuses and times are plain. */

import type { Tags } from '../../resources/tags.ts'
import type { GuardrailDefinition } from './definition.ts'

/** One a guardrail, under its id. */
export interface GuardrailBody {
  readonly tags: Tags
  /** Made while the former key was out of reach: the tags that lie under it are still to be added. */
  readonly formerTagsMissing?: true
}

/** The working draft, under `DRAFT`, and each version under its number. */
export interface VersionBody {
  readonly definition: GuardrailDefinition
  /** Milliseconds since the epoch: the record's own time changes when it is moved under another key. */
  readonly updatedAt: number
  /** Of the request that made a version. */
  readonly clientRequestToken?: string
}

export const guardrailKind = 'guardrail'
export const versionKind = 'version'
export const draft = 'DRAFT'
