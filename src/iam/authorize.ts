import type { Call } from '../call/call.ts'
import { accessDenied, accessDeniedMessage } from './access-denied.ts'
import { globalConditionContext } from './condition-context.ts'
import { decide } from './decide.ts'
import { evaluationRequest } from './evaluation-request.ts'
import type { ActionRequest, IdentityPolicies } from './iam.ts'

/** See `Iam.authorize`. The decision is noted whole; its trace is worked out only when somebody reads it. */
export function authorize(
  policies: IdentityPolicies,
  call: Call,
  { action, resource, context }: ActionRequest,
): void {
  const { principal } = call
  const request = evaluationRequest(principal, action, resource, () => ({
    ...globalConditionContext(call),
    ...context,
  }))
  const decision = decide(policies, request)
  call.notes.authorization = { action, resource, decision }
  if (decision.effect === 'Allow') return
  throw accessDenied(
    call.service,
    accessDeniedMessage({ principal, action, resource, reason: decision.reason }),
  )
}
