import type { StreamInfo } from '@aws-sdk/client-kinesis-video'
import type { Collector } from '../collector.ts'
import { kinesisVideo } from '../services.ts'
import { here } from './here.ts'
import { pages } from './pages.ts'

export interface VideoStreamFacts {
  readonly kmsKeyId: string | undefined
  readonly status: string | undefined
}

/** Kinesis Video Streams: the list always shows a key, by default the one of `alias/aws/kinesisvideo`. */
export const videoStreams: Collector<VideoStreamFacts, StreamInfo> = {
  id: 'kinesisvideo.streams',
  service: kinesisVideo,
  iam: ['kinesisvideo:ListStreams'],
  scope: 'regional',
  resourceType: 'AWS::KinesisVideo::Stream',
  list: (api) =>
    pages(async (NextToken) => {
      const answer = await api.call(kinesisVideo, 'ListStreams', (client) =>
        client.listStreams({ MaxResults: 1000, NextToken }),
      )
      return { items: answer.StreamInfoList ?? [], next: answer.NextToken }
    }),
  identify: ({ StreamARN, StreamName }) => ({ uid: StreamARN ?? '', name: StreamName ?? '' }),
  read: async (api, { StreamARN, StreamName, KmsKeyId, Status }) => [
    here(api, {
      uid: StreamARN ?? '',
      type: 'AWS::KinesisVideo::Stream',
      name: StreamName ?? '',
      facts: { kmsKeyId: KmsKeyId, status: Status },
    }),
  ],
}
