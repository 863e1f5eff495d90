/**
 * The managed environment blueprints of every domain: those with which a workspace offers Bedrock. Their configurations
 * hold a workspace's roles and default models. Names as in Amazon SageMaker Unified Studio, which took Bedrock Studio over.
 */

import { createHash } from 'node:crypto'
import type { EnvironmentBlueprintSummary, GetEnvironmentBlueprintOutput } from '@aws-sdk/client-datazone'
import { resourceMissing } from './errors.ts'

export interface Blueprint {
  readonly id: string
  readonly name: string
  readonly description: string
}

const managed: readonly Omit<Blueprint, 'id'>[] = [
  { name: 'AmazonBedrockGenerativeAI', description: 'Playgrounds for prompts, and the default models.' },
  { name: 'AmazonBedrockChatAgent', description: 'Chat applications.' },
  { name: 'AmazonBedrockPrompt', description: 'Prompts that are kept and shared.' },
  { name: 'AmazonBedrockFlow', description: 'Prompts and steps in a flow.' },
  { name: 'AmazonBedrockKnowledgeBase', description: 'Knowledge bases for applications.' },
  { name: 'AmazonBedrockGuardrail', description: 'Guardrails for applications.' },
  { name: 'AmazonBedrockFunction', description: 'Functions that applications call.' },
  { name: 'AmazonBedrockEvaluation', description: 'Evaluations of models and prompts.' },
]

/** Each domain has its own ids, so whoever moves configurations has to go by name. */
export function blueprintsOf(domainId: string): readonly Blueprint[] {
  return managed.map((blueprint) => ({
    ...blueprint,
    id: createHash('sha256').update(`${domainId}/${blueprint.name}`).digest('hex').slice(0, 14),
  }))
}

/** @throws ResourceNotFoundException */
export function getBlueprint(domainId: string, blueprintId: string): Blueprint {
  const blueprint = blueprintsOf(domainId).find(({ id }) => id === blueprintId)
  if (blueprint === undefined) throw resourceMissing('Environment blueprint', blueprintId)
  return blueprint
}

/** @param createdAt of the domain, with which they came: milliseconds since the epoch. */
export function blueprintSummary(blueprint: Blueprint, createdAt: number): EnvironmentBlueprintSummary {
  return {
    id: blueprint.id,
    name: blueprint.name,
    description: blueprint.description,
    provider: 'Amazon Bedrock',
    // Nothing is provisioned here, so no template stands behind it.
    provisioningProperties: { cloudFormation: { templateUrl: '' } },
    createdAt: new Date(createdAt),
    updatedAt: new Date(createdAt),
  }
}

export function blueprintView(blueprint: Blueprint, createdAt: number): GetEnvironmentBlueprintOutput {
  return { ...blueprintSummary(blueprint, createdAt), userParameters: [] }
}
