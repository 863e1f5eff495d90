import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import type { KeyReference } from '../keys/key-facts.ts'
import { kinesis } from '../services.ts'
import { arnHere, here } from './here.ts'
import { pages } from './pages.ts'
import { describeStream, streamKey } from './stream-encryption.ts'

export interface KinesisStreamFacts {
  readonly key: KeyReference
  readonly status: string | undefined
}

/** Kinesis data streams, by ARN. */
export const kinesisStreams: Collector<KinesisStreamFacts, string> = {
  id: 'kinesis.streams',
  service: kinesis,
  iam: ['kinesis:ListStreams', 'kinesis:DescribeStreamSummary'],
  scope: 'regional',
  resourceType: 'AWS::Kinesis::Stream',
  list: (api) =>
    pages(async (NextToken) => {
      const answer = await api.call(kinesis, 'ListStreams', (client) =>
        client.listStreams({ Limit: 1000, NextToken }),
      )
      return { items: arnsOf(api, answer), next: answer.NextToken }
    }),
  identify: identifyStream,
  async read(api, arn) {
    const stream = await describeStream(api, arn)
    const { uid, name } = identifyStream(arn)
    const facts = { key: streamKey(stream), status: stream?.StreamStatus }
    return [here(api, { uid, name, type: 'AWS::Kinesis::Stream', facts })]
  },
}

/** Stores that imitate Kinesis may answer names alone. */
function arnsOf(
  api: Api,
  answer: {
    readonly StreamSummaries?: readonly { readonly StreamARN: string | undefined }[] | undefined
    readonly StreamNames?: readonly string[] | undefined
  },
): string[] {
  const summaries = answer.StreamSummaries ?? []
  if (summaries.length > 0) return summaries.map(({ StreamARN }) => StreamARN ?? '')
  return (answer.StreamNames ?? []).map((name) => arnHere(api, 'kinesis', `stream/${name}`))
}

function identifyStream(arn: string) {
  return { uid: arn, name: arn.split('/').at(-1) ?? '' }
}
