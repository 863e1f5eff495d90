/** Bedrock through the unmodified SDK, and guardrails to put into it. */

import { Bedrock, type CreateGuardrailRequest } from '@aws-sdk/client-bedrock'
import { BedrockRuntime } from '@aws-sdk/client-bedrock-runtime'
import type { Clients } from '../../src/cli/tour/clients.ts'
import type { TestServer } from './servers.ts'

export interface BedrockClients {
  readonly bedrock: Bedrock
  readonly runtime: BedrockRuntime
}

/** Signed in as those clients are. */
export function bedrockOf({ endpoint, region }: TestServer, { kms }: Clients): BedrockClients {
  const settings = { endpoint, region, credentials: kms.config.credentials }
  return { bedrock: new Bedrock(settings), runtime: new BedrockRuntime(settings) }
}

let made = 0

/** The smallest one, under a name of its own. */
export function guardrail(request: Partial<CreateGuardrailRequest> = {}): CreateGuardrailRequest {
  made += 1
  return {
    name: `guardrail-${made}`,
    wordPolicyConfig: { wordsConfig: [{ text: 'forbidden' }] },
    blockedInputMessaging: 'No.',
    blockedOutputsMessaging: 'Not that.',
    ...request,
  }
}

/** Every policy and every member of it; `mark` makes the texts that nobody else has. */
export function wholeGuardrail(mark: (what: string) => string = (what) => what): CreateGuardrailRequest {
  const enabled = { inputEnabled: true, outputEnabled: false }
  const blocking = { inputAction: 'BLOCK', outputAction: 'NONE', ...enabled } as const
  const masking = { inputAction: 'ANONYMIZE', outputAction: 'NONE', ...enabled } as const
  return {
    name: mark('name').slice(0, 50),
    description: mark('description'),
    topicPolicyConfig: {
      topicsConfig: [
        {
          name: mark('topic'),
          definition: mark('definition'),
          examples: [mark('example'), mark('other example')],
          type: 'DENY',
          ...blocking,
        },
      ],
      tierConfig: { tierName: 'STANDARD' },
    },
    contentPolicyConfig: {
      filtersConfig: [
        {
          type: 'HATE',
          inputStrength: 'LOW',
          outputStrength: 'MEDIUM',
          inputModalities: ['TEXT', 'IMAGE'],
          outputModalities: ['TEXT'],
          ...blocking,
        },
        { type: 'PROMPT_ATTACK', inputStrength: 'HIGH', outputStrength: 'NONE' },
      ],
      tierConfig: { tierName: 'CLASSIC' },
    },
    wordPolicyConfig: {
      wordsConfig: [{ text: mark('word'), ...blocking }, { text: mark('second word') }],
      managedWordListsConfig: [{ type: 'PROFANITY', ...blocking }],
    },
    sensitiveInformationPolicyConfig: {
      piiEntitiesConfig: [{ type: 'EMAIL', action: 'ANONYMIZE', ...masking }],
      regexesConfig: [
        {
          name: mark('regex'),
          description: mark('regex description'),
          pattern: `${mark('pattern')}[0-9]+`,
          action: 'BLOCK',
          ...masking,
        },
      ],
    },
    contextualGroundingPolicyConfig: {
      filtersConfig: [
        { type: 'GROUNDING', threshold: 0.75, action: 'BLOCK', enabled: true },
        { type: 'RELEVANCE', threshold: 0 },
      ],
    },
    automatedReasoningPolicyConfig: {
      policies: ['arn:aws:bedrock:us-east-1:111122223333:automated-reasoning-policy/abcdefghijkl:1'],
      confidenceThreshold: 0.5,
    },
    crossRegionConfig: { guardrailProfileIdentifier: 'us.guardrail.v1:0' },
    blockedInputMessaging: mark('input message'),
    blockedOutputsMessaging: mark('output message'),
  }
}
