import type { DomainSummary } from '@aws-sdk/client-voice-id'
import { type Api, ApiError } from '../api.ts'
import type { Collector } from '../collector.ts'
import { voiceId } from '../services.ts'
import { arnHere, here } from './here.ts'
import { pages } from './pages.ts'

export interface VoiceIdDomainFacts {
  readonly kmsKeyId: string | undefined
  readonly status: string | undefined
  /** Null: the key was never changed. */
  readonly update: { readonly status: string | undefined; readonly oldKmsKeyId: string | undefined } | null
  /** The code that AWS answered instead, since it ended the service. */
  readonly endedCode: string | null
}

type Listed = DomainSummary | { readonly endedCode: string }

/** "Amazon Connect Voice ID end of support": 20 May 2026. Self-hosted ones go on. */
const endedAt = Date.UTC(2026, 4, 20)
const kindsOfAnEndedService = new Set([
  'denied',
  'unavailable',
  'not-in-region',
  'not-implemented',
  'refused',
])

/** Voice ID domains: the list shows the key and how far a change of key has come. */
export const voiceIdDomains: Collector<VoiceIdDomainFacts, Listed> = {
  id: 'voiceid.domains',
  service: voiceId,
  iam: ['voiceid:ListDomains'],
  scope: 'regional',
  resourceType: 'AWS::VoiceID::Domain',
  list: listDomains,
  identify: (listed, api) =>
    'endedCode' in listed
      ? { uid: arnHere(api, 'voiceid', 'domain'), name: 'Voice ID' }
      : { uid: listed.Arn ?? '', name: listed.Name ?? '' },
  async read(api, listed) {
    const { uid, name } = voiceIdDomains.identify(listed, api)
    return [here(api, { uid, name, type: 'AWS::VoiceID::Domain', facts: factsOf(listed) })]
  },
}

async function* listDomains(api: Api): AsyncGenerator<readonly Listed[]> {
  try {
    yield* pages(async (NextToken) => {
      const answer = await api.call(voiceId, 'ListDomains', (client) =>
        client.listDomains({ MaxResults: 10, NextToken }),
      )
      return { items: answer.DomainSummaries ?? [], next: answer.NextToken }
    })
  } catch (error) {
    const ended = api.isSelfHosted?.(voiceId) !== true && api.now() >= endedAt
    if (!ended || !(error instanceof ApiError) || !kindsOfAnEndedService.has(error.kind)) throw error
    yield [{ endedCode: error.code }]
  }
}

function factsOf(listed: Listed): VoiceIdDomainFacts {
  if ('endedCode' in listed)
    return { kmsKeyId: undefined, status: undefined, update: null, endedCode: listed.endedCode }
  const { ServerSideEncryptionUpdateDetails: update } = listed
  return {
    kmsKeyId: listed.ServerSideEncryptionConfiguration?.KmsKeyId,
    status: listed.DomainStatus,
    update: update ? { status: update.UpdateStatus, oldKmsKeyId: update.OldKmsKeyId } : null,
    endedCode: null,
  }
}
