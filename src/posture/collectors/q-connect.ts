/** Assistants and knowledge bases of Amazon Q in Connect: their lists already show the key. */

import type { AssistantSummary, KnowledgeBaseSummary } from '@aws-sdk/client-qconnect'
import type { Collector } from '../collector.ts'
import { qConnect } from '../services.ts'
import { here } from './here.ts'
import { pages } from './pages.ts'

export interface QConnectFacts {
  readonly kmsKeyId: string | undefined
  readonly status: string | undefined
}

export const qConnectAssistants: Collector<QConnectFacts, AssistantSummary> = {
  id: 'qconnect.assistants',
  service: qConnect,
  iam: ['wisdom:ListAssistants'],
  scope: 'regional',
  resourceType: 'AWS::Wisdom::Assistant',
  list: (api) =>
    pages(async (nextToken) => {
      const answer = await api.call(qConnect, 'ListAssistants', (client) =>
        client.listAssistants({ maxResults: 100, nextToken }),
      )
      return { items: answer.assistantSummaries ?? [], next: answer.nextToken }
    }),
  identify: ({ assistantArn, name }) => ({ uid: assistantArn ?? '', name: name ?? '' }),
  read: async (api, { assistantArn, name, tags, status, serverSideEncryptionConfiguration }) => [
    here(api, {
      uid: assistantArn ?? '',
      type: 'AWS::Wisdom::Assistant',
      name: name ?? '',
      tags,
      facts: { status, kmsKeyId: serverSideEncryptionConfiguration?.kmsKeyId },
    }),
  ],
}

export const qConnectKnowledgeBases: Collector<QConnectFacts, KnowledgeBaseSummary> = {
  id: 'qconnect.knowledge-bases',
  service: qConnect,
  iam: ['wisdom:ListKnowledgeBases'],
  scope: 'regional',
  resourceType: 'AWS::Wisdom::KnowledgeBase',
  list: (api) =>
    pages(async (nextToken) => {
      const answer = await api.call(qConnect, 'ListKnowledgeBases', (client) =>
        client.listKnowledgeBases({ maxResults: 100, nextToken }),
      )
      return { items: answer.knowledgeBaseSummaries ?? [], next: answer.nextToken }
    }),
  identify: ({ knowledgeBaseArn, name }) => ({ uid: knowledgeBaseArn ?? '', name: name ?? '' }),
  read: async (api, { knowledgeBaseArn, name, tags, status, serverSideEncryptionConfiguration }) => [
    here(api, {
      uid: knowledgeBaseArn ?? '',
      type: 'AWS::Wisdom::KnowledgeBase',
      name: name ?? '',
      tags,
      facts: { status, kmsKeyId: serverSideEncryptionConfiguration?.kmsKeyId },
    }),
  ],
}
