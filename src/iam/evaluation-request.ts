import type { Principal } from '../call/principal.ts'
import type { ConditionContext } from './iam.ts'

export interface EvaluationRequest {
  readonly principal: Principal
  readonly action: string
  readonly resource: string
  /** Read only when a condition or a policy variable asks for it. */
  readonly context: ConditionContext
}

/**
 * A request whose condition keys are gathered when a policy first asks for one. Most policies never do, and gathering them
 * takes longer than evaluating such policies.
 */
export function evaluationRequest(
  principal: Principal,
  action: string,
  resource: string,
  gather: () => ConditionContext,
): EvaluationRequest {
  return new GatheringRequest(principal, action, resource, gather)
}

// A class for its accessor: one in an object literal is defined anew for each object, which takes 20 times as long.
class GatheringRequest implements EvaluationRequest {
  readonly principal: Principal
  readonly action: string
  readonly resource: string
  readonly #gather: () => ConditionContext
  #context: ConditionContext | null = null

  constructor(principal: Principal, action: string, resource: string, gather: () => ConditionContext) {
    this.principal = principal
    this.action = action
    this.resource = resource
    this.#gather = gather
  }

  get context(): ConditionContext {
    this.#context ??= this.#gather()
    return this.#context
  }
}
