import type { EvaluationSummary } from '@aws-sdk/client-bedrock'
import type { Collector } from '../collector.ts'
import { bedrock } from '../services.ts'
import { here } from './here.ts'
import { lookback } from './lookback.ts'
import { pages } from './pages.ts'

export interface EvaluationJobFacts {
  readonly customerEncryptionKeyId: string | undefined
  /** ms since the epoch. */
  readonly createdAt: number | undefined
}

/** Model and RAG evaluations, as far back as is asked. */
export const evaluationJobs: Collector<EvaluationJobFacts, EvaluationSummary> = {
  id: 'bedrock.evaluation-jobs',
  service: bedrock,
  iam: ['bedrock:ListEvaluationJobs', 'bedrock:GetEvaluationJob'],
  scope: 'regional',
  resourceType: 'AWS::Bedrock::EvaluationJob',
  list: (api) =>
    pages(async (nextToken) => {
      const answer = await api.call(bedrock, 'ListEvaluationJobs', (client) =>
        client.listEvaluationJobs({ creationTimeAfter: lookback(api), maxResults: 1000, nextToken }),
      )
      return { items: answer.jobSummaries ?? [], next: answer.nextToken }
    }),
  identify: ({ jobArn, jobName }) => ({ uid: jobArn ?? '', name: jobName ?? '' }),
  async read(api, { jobArn, jobName, creationTime, status }) {
    if (status === 'Deleting') return []
    const { customerEncryptionKeyId } = await api.call(bedrock, 'GetEvaluationJob', (client) =>
      client.getEvaluationJob({ jobIdentifier: jobArn }),
    )
    return [
      here(api, {
        uid: jobArn ?? '',
        type: 'AWS::Bedrock::EvaluationJob',
        name: jobName ?? '',
        facts: { customerEncryptionKeyId, createdAt: creationTime?.getTime() },
      }),
    ]
  },
}
