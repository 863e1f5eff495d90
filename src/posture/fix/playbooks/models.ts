/** Models, memories and policies of Bedrock whose key is fixed when they are made. Training and importing cost money. */

import { agentCoreKey, bedrockKey } from '../key-needs.ts'
import { idIn, playbook, say, send } from './playbook.ts'

export const customModelPlaybook = playbook({
  key: bedrockKey,
  steps: ({ resource, keyArn }) => [
    send(
      'Copy the model under the key. AWS documents copies between regions; where it refuses one within a region, train it again with customModelKmsKeyId.',
      'bedrock',
      'CreateModelCopyJob',
      { sourceModelArn: resource.uid, targetModelName: `${resource.name}-cmk`, modelKmsKeyId: keyArn },
    ),
    say('Move provisioned throughput and callers to the new model, and compare its answers.'),
    send('Delete the old one.', 'bedrock', 'DeleteCustomModel', { modelIdentifier: resource.uid }),
  ],
})

export const importedModelPlaybook = playbook({
  key: bedrockKey,
  steps: ({ resource, keyArn }) => [
    send(
      'Import it again from the same source, with the role and source of its import job.',
      'bedrock',
      'CreateModelImportJob',
      {
        jobName: `${resource.name}-cmk`,
        importedModelName: `${resource.name}-cmk`,
        roleArn: '<as in GetModelImportJob>',
        modelDataSource: '<as in GetModelImportJob>',
        importedModelKmsKeyId: keyArn,
      },
    ),
    say('Move callers to the new model.'),
    send('Delete the old one.', 'bedrock', 'DeleteImportedModel', { modelIdentifier: resource.uid }),
  ],
})

export const reasoningPolicyPlaybook = playbook({
  key: bedrockKey,
  cost: 'none',
  steps: ({ resource, keyArn }) => [
    send('Take its definition.', 'bedrock', 'ExportAutomatedReasoningPolicyVersion', {
      policyArn: resource.uid,
    }),
    send('Make it again under the key.', 'bedrock', 'CreateAutomatedReasoningPolicy', {
      name: `${resource.name}-cmk`,
      policyDefinition: '<as exported>',
      kmsKeyId: keyArn,
    }),
    say(
      'Make a version (CreateAutomatedReasoningPolicyVersion), run its test cases, and name it in the guardrails that use it.',
    ),
    send('Delete the old one.', 'bedrock', 'DeleteAutomatedReasoningPolicy', { policyArn: resource.uid }),
  ],
})

export const marketplaceEndpointPlaybook = playbook({
  key: bedrockKey,
  steps: ({ resource, keyArn }) => [
    say(
      `GetMarketplaceModelEndpoint of ${resource.uid} shows its model and instances; CreateMarketplaceModelEndpoint takes them again with endpointConfig.sageMaker.kmsEncryptionKey ${keyArn}.`,
    ),
    say('Move callers to the new endpoint; two endpoints are paid for meanwhile.'),
    send('Delete the old one.', 'bedrock', 'DeleteMarketplaceModelEndpoint', { endpointArn: resource.uid }),
  ],
})

export const managedKnowledgeBasePlaybook = playbook({
  key: bedrockKey,
  steps: ({ resource, keyArn }) => [
    say(
      'UpdateKnowledgeBase takes the key too, but CloudFormation says that it replaces the knowledge base: try it on one that does not matter.',
    ),
    say(
      `CreateKnowledgeBase with managedKnowledgeBaseConfiguration.serverSideEncryptionConfiguration.kmsKeyArn ${keyArn}, then its data sources, then StartIngestionJob for each.`,
    ),
    say('Ask the same questions of both, and move agents and callers to the new id.'),
    send('Delete the old one.', 'bedrock-agent', 'DeleteKnowledgeBase', {
      knowledgeBaseId: idIn(resource.uid),
    }),
  ],
})

export const memoryPlaybook = playbook({
  key: agentCoreKey,
  dataEffect: 'loss',
  steps: ({ resource, keyArn }) => [
    send('Read its strategies.', 'bedrock-agentcore-control', 'GetMemory', { memoryId: idIn(resource.uid) }),
    send('Make it again under the key, with those.', 'bedrock-agentcore-control', 'CreateMemory', {
      name: `${resource.name}_cmk`,
      eventExpiryDuration: '<as read>',
      memoryStrategies: '<as read>',
      encryptionKeyArn: keyArn,
    }),
    say(
      'ListMemoryRecords of the old one and BatchCreateMemoryRecords move long-term records; events stay behind.',
    ),
    send('Delete the old one.', 'bedrock-agentcore-control', 'DeleteMemory', {
      memoryId: idIn(resource.uid),
    }),
  ],
})

export const guardrailVersionPlaybook = playbook({
  key: bedrockKey,
  cost: 'none',
  steps: ({ resource }) => [
    say('A version never changes: first bring the draft under the key (bedrock-guardrail-cmk).'),
    send('Make a new version of it.', 'bedrock', 'CreateGuardrailVersion', {
      guardrailIdentifier: resource.uid,
    }),
    say(
      'Name the new number wherever the old one is named: agents, flows, callers of Converse and ApplyGuardrail.',
    ),
    say('DeleteGuardrail with guardrailVersion deletes the old number when nobody names it any more.'),
  ],
})

export const agentVersionPlaybook = playbook({
  key: bedrockKey,
  cost: 'none',
  steps: ({ resource }) => {
    const [, agentId = idIn(resource.uid)] = /agent(?:-version)?\/([^/:]+)/.exec(resource.uid) ?? []
    return [
      say('A version never changes: first bring the draft under the key (bedrock-agent-cmk).'),
      send('Prepare it.', 'bedrock-agent', 'PrepareAgent', { agentId }),
      say('UpdateAgentAlias without routingConfiguration makes a new version and routes the alias to it.'),
    ]
  },
})
