import { indexedAccount } from '../collectors/account-resource.ts'
import { knowledgeBases } from '../collectors/knowledge-bases.ts'
import type { IndexRule } from '../rule.ts'
import { nothingThere, notListed } from './judge-each.ts'

export const bedrockRagSessionKeyReview: IndexRule = {
  kind: 'index',
  id: 'bedrock-rag-session-key-review',
  version: 1,
  title: 'RetrieveAndGenerate callers pass a session key',
  why: 'The key of a RetrieveAndGenerate session is a field of the request. No API shows afterwards which key a session has.',
  service: 'bedrock',
  severity: 'INFO',
  mode: 'ADVICE',
  bundles: ['C-AI'],
  counterparts: [],
  resourceType: 'AWS::::Account',
  remediation: {
    summary:
      'Set sessionConfiguration.kmsKeyArn in every call of RetrieveAndGenerate that the applications make.',
    url: 'https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent-runtime_RetrieveAndGenerate.html',
  },
  collectors: [knowledgeBases],
  judge(index, { scannedAt }) {
    const resource = indexedAccount(index, scannedAt)
    const count = index.resourcesOf(knowledgeBases)?.length ?? null
    if (count === null) return [{ resource, verdict: notListed }]
    if (count === 0) return [{ resource, verdict: nothingThere }]
    return [
      {
        resource,
        verdict: {
          status: 'MANUAL',
          reasonCode: 'NO_API_TO_READ',
          reasonText: `The region has ${count} knowledge base${count === 1 ? '' : 's'}. See in the applications' source whether RetrieveAndGenerate gets a session key.`,
        },
      },
    ]
  },
  fix: null,
}
