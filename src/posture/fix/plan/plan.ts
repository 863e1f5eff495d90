/** What `keyhold fix` would do, as it stands in plan.json. */

import type { Finding } from '../../finding.ts'
import type { Resource } from '../../resource.ts'
import type { PlanStep, PlaybookStep } from '../fix.ts'

export interface Plan {
  readonly schemaVersion: 1
  readonly planId: string
  /** ISO 8601. */
  readonly createdAt: string
  /** Null: AWS's own. */
  readonly endpoint: string | null
  /** ARN of who read; apply wants another. */
  readonly plannedBy: string | null
  readonly steps: readonly PlanStep[]
  /** By findingUid: what each step is about, with the names its fix reads it by. */
  readonly targets: Readonly<Record<string, PlanTarget>>
  readonly playbooks: readonly PlannedPlaybook[]
  /** Findings without a step, and why. */
  readonly left: readonly LeftFinding[]
}

export interface PlanTarget {
  readonly finding: Finding
  readonly resource: Resource
}

export interface PlannedPlaybook {
  readonly ruleId: string
  readonly findingUid: string
  readonly account: string
  readonly region: string
  readonly resource: { readonly uid: string; readonly type: string; readonly name: string }
  readonly cost: 'none' | 'low' | 'money'
  readonly dataEffect: 'none' | 'future-only' | 're-encrypt' | 'loss'
  readonly steps: readonly PlaybookStep[]
}

export interface LeftFinding {
  readonly ruleId: string
  readonly findingUid: string
  readonly resource: string
  readonly code: string
  readonly why: string
}

/** The rule id of steps that make a key or prepare one. */
export const keyRuleId = 'key'
