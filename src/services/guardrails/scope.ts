import { invariant } from '../../call/aws-error.ts'
import type { ScopeDeclaration } from '../../envelope/envelope.ts'
import { parseGuardrailArn } from './arns.ts'
import { KeyUnavailableError, keyRefused } from './errors.ts'

/**
 * The encryption scope of a guardrail: its working draft, its versions and its tags. AWS documents neither the grant nor
 * whether there is one; these are those of a managed knowledge base, bound to the encryption context that the AWS managed
 * policies for Bedrock name. See "Guardrails" in docs/aws-divergences.md.
 */
export const guardrailScope: ScopeDeclaration = {
  service: 'bedrock',
  customerKey: 'optional',
  grantOperations: ['Decrypt', 'GenerateDataKey'],
  encryptionContext: (resourceArn) => ({ 'aws:bedrock:guardrail-id': idIn(resourceArn) }),
  grantConstrained: true,
  // User guide, "Permissions to create and manage guardrails" under a customer managed key.
  creatorUsesKey: true,
  keyUnavailable: (reason) => new KeyUnavailableError(reason),
  keyRefused,
}

function idIn(resourceArn: string): string {
  const named = parseGuardrailArn(resourceArn)
  invariant(named !== null, 'the scope of a guardrail is named by its ARN')
  return named.guardrailId
}
