import type { Api } from '../../api.ts'
import type { PlanStep, StepDraft } from '../fix.ts'
import type { KeyPlan } from '../key/key-step.ts'
import { keyRuleId } from './plan.ts'

/** Steps in the order they are applied, with short names to confirm them by: k1 makes a key, s1 uses it. */
export interface StepList {
  add(step: Omit<PlanStep, 'stepId'>): string
  /** Null: the key needs no step. Once for each key; the same name afterwards. */
  addKey(key: KeyPlan, of: KeyUser): string | null
  /** A step that makes the same call on the same thing. */
  findSame(draft: StepDraft): PlanStep | null
  all(): readonly PlanStep[]
}

export interface KeyUser {
  readonly api: Api
  readonly purpose: string
  /** Nothing in the plan waits for the key. */
  readonly optional: boolean
}

export function createStepList(): StepList {
  const steps: PlanStep[] = []
  const keySteps = new Map<StepDraft, string>()
  return {
    add(step) {
      const stepId = `s${steps.length - keySteps.size + 1}`
      steps.push({ stepId, ...step })
      return stepId
    },
    addKey(key, { api, purpose, optional }) {
      if (key.step === null) return null
      const known = keySteps.get(key.step)
      if (known !== undefined) return known
      const stepId = `k${keySteps.size + 1}`
      keySteps.set(key.step, stepId)
      const name = key.alias ?? key.keyArn
      steps.push({
        stepId,
        ...key.step,
        optional,
        ruleId: keyRuleId,
        findingUid: '',
        account: api.account,
        region: api.region,
        resource: { uid: name, type: 'AWS::KMS::Key', name: key.alias === null ? purpose : name },
        keyArn: key.keyArn,
        dependsOn: [],
      })
      return stepId
    },
    findSame({ snapshot, calls: [call] }) {
      if (snapshot === '') return null
      const isSame = ({ snapshot: other, calls: [first] }: PlanStep) =>
        other === snapshot && first?.operation === call?.operation && first?.service === call?.service
      return steps.find(isSame) ?? null
    },
    all: () => steps,
  }
}
