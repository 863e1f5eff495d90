import type { PipelineSummary } from '@aws-sdk/client-osis'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { osis } from '../services.ts'
import { arnHere, here } from './here.ts'
import { pages } from './pages.ts'
import { keepWholeAnswer } from './whole-answer.ts'

export interface PipelineFacts {
  /** Without a persistent buffer a pipeline keeps nothing. */
  readonly buffered: boolean
  readonly kmsKeyArn: string | undefined
  readonly status: string | undefined
}

export const ingestionPipelines: Collector<PipelineFacts, PipelineSummary> = {
  id: 'osis.pipelines',
  service: osis,
  iam: ['osis:ListPipelines', 'osis:GetPipeline'],
  scope: 'regional',
  resourceType: 'AWS::OSIS::Pipeline',
  list: (api) =>
    pages(async (NextToken) => {
      const answer = await api.call(osis, 'ListPipelines', (client) =>
        client.listPipelines({ MaxResults: 100, NextToken }),
      )
      return { items: answer.Pipelines ?? [], next: answer.NextToken }
    }),
  identify: identifyPipeline,
  async read(api, pipeline) {
    const { uid, name } = identifyPipeline(pipeline, api)
    const facts = await readPipeline(api, name)
    return [here(api, { uid, name, type: 'AWS::OSIS::Pipeline', facts })]
  },
}

/** The client that is installed is older than the two options. */
async function readPipeline(api: Api, PipelineName: string): Promise<PipelineFacts> {
  const { GetPipelineCommand } = await import('@aws-sdk/client-osis')
  const answer = await api.call(osis, 'GetPipeline', async (client) => {
    const command = new GetPipelineCommand({ PipelineName })
    const whole = keepWholeAnswer(command)
    await client.send(command)
    return whole()
  })
  const pipeline = memberOf(answer, 'Pipeline')
  const status = memberOf(pipeline, 'Status')
  const kmsKeyArn = memberOf(memberOf(pipeline, 'EncryptionAtRestOptions'), 'KmsKeyArn')
  return {
    buffered: memberOf(memberOf(pipeline, 'BufferOptions'), 'PersistentBufferEnabled') === true,
    kmsKeyArn: typeof kmsKeyArn === 'string' ? kmsKeyArn : undefined,
    status: typeof status === 'string' ? status : undefined,
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.getOwnPropertyDescriptor(value, name)?.value
    : undefined
}

function identifyPipeline({ PipelineArn, PipelineName = '' }: PipelineSummary, api: Api) {
  return { uid: PipelineArn ?? arnHere(api, 'osis', `pipeline/${PipelineName}`), name: PipelineName }
}
