/** Bedrock's control plane and AgentCore. */

import type { Rule } from '../rule.ts'
import { agentcoreArtifactsCmk } from './agentcore-artifacts-cmk.ts'
import { agentcoreGatewayCmk } from './agentcore-gateway-cmk.ts'
import { agentcoreMemoryCmk } from './agentcore-memory-cmk.ts'
import { agentcoreTokenVaultCmk } from './agentcore-token-vault-cmk.ts'
import { bedrockAgentCmk } from './bedrock-agent-cmk.ts'
import { bedrockAgentVersionCmk } from './bedrock-agent-version-cmk.ts'
import { bedrockAutomatedReasoningCmk } from './bedrock-automated-reasoning-cmk.ts'
import { bedrockBatchOutputCmk } from './bedrock-batch-output-cmk.ts'
import { bedrockCustomModelCmk } from './bedrock-custom-model-cmk.ts'
import { bedrockDataAutomationCmk } from './bedrock-data-automation-cmk.ts'
import { bedrockEvaluationJobCmk } from './bedrock-evaluation-job-cmk.ts'
import { bedrockFlowCmk } from './bedrock-flow-cmk.ts'
import { bedrockGuardrailCmk } from './bedrock-guardrail-cmk.ts'
import { bedrockGuardrailVersionCmk } from './bedrock-guardrail-version-cmk.ts'
import { bedrockImportedModelCmk } from './bedrock-imported-model-cmk.ts'
import { bedrockInvocationLoggingCmk } from './bedrock-invocation-logging-cmk.ts'
import { bedrockInvocationLoggingEnabled } from './bedrock-invocation-logging-enabled.ts'
import { bedrockKbChainCmk } from './bedrock-kb-chain-cmk.ts'
import { bedrockKbDataSourceCmk } from './bedrock-kb-data-source-cmk.ts'
import { bedrockKbManagedCmk } from './bedrock-kb-managed-cmk.ts'
import { bedrockMarketplaceEndpointCmk } from './bedrock-marketplace-endpoint-cmk.ts'
import { bedrockModelJobOutputCmk } from './bedrock-model-job-output-cmk.ts'
import { bedrockPromptCmk } from './bedrock-prompt-cmk.ts'
import { bedrockRagSessionKeyReview } from './bedrock-rag-session-key-review.ts'
import { bedrockSessionCmk } from './bedrock-session-cmk.ts'
import { bedrockStudioWorkspaceCmk } from './bedrock-studio-workspace-cmk.ts'

export const bedrockRules: readonly Rule[] = [
  bedrockGuardrailCmk,
  bedrockGuardrailVersionCmk,
  bedrockAgentCmk,
  bedrockAgentVersionCmk,
  bedrockFlowCmk,
  bedrockPromptCmk,
  bedrockCustomModelCmk,
  bedrockImportedModelCmk,
  bedrockModelJobOutputCmk,
  bedrockBatchOutputCmk,
  bedrockEvaluationJobCmk,
  bedrockAutomatedReasoningCmk,
  bedrockKbDataSourceCmk,
  bedrockKbManagedCmk,
  bedrockKbChainCmk,
  bedrockInvocationLoggingEnabled,
  bedrockInvocationLoggingCmk,
  bedrockSessionCmk,
  bedrockRagSessionKeyReview,
  bedrockDataAutomationCmk,
  bedrockStudioWorkspaceCmk,
  bedrockMarketplaceEndpointCmk,
  agentcoreMemoryCmk,
  agentcoreGatewayCmk,
  agentcoreTokenVaultCmk,
  agentcoreArtifactsCmk,
]
