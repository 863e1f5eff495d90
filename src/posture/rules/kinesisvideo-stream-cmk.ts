import { videoStreams } from '../collectors/video-streams.ts'
import { videoStreamPlaybook } from '../fix/playbooks/stores.ts'
import { deleting } from './deleting.ts'
import { keyRule } from './key-rule.ts'

export const kinesisvideoStreamCmk = keyRule({
  id: 'kinesisvideo-stream-cmk',
  version: 1,
  title: 'Video streams use a customer-managed key',
  why: 'A video stream keeps voices and faces. It always names a key; by default that is the AWS-managed one.',
  service: 'kinesisvideo',
  severity: 'MEDIUM',
  mode: 'RE-CREATE',
  bundles: ['C-REST'],
  counterparts: [],
  resourceType: 'AWS::KinesisVideo::Stream',
  remediation: {
    summary: 'CreateStream with KmsKeyId under a new name and move its producers; UpdateStream has no key.',
    url: 'https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/how-kms.html',
  },
  collector: videoStreams,
  key: ({ kmsKeyId }) => ({
    ref: kmsKeyId,
    absent: 'AWS_MANAGED',
    absentAlias: 'alias/aws/kinesisvideo',
    api: 'kinesisvideo:ListStreams',
    path: 'StreamInfoList[].KmsKeyId',
  }),
  before: ({ status }) => deleting(status),
  fix: videoStreamPlaybook,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::KinesisVideo::Stream',
      path: 'KmsKeyId',
      absent: 'AWS_MANAGED',
      absentAlias: 'alias/aws/kinesisvideo',
      replaces: true,
    },
    {
      format: 'terraform',
      type: 'aws_kinesis_video_stream',
      path: 'kms_key_id',
      absent: 'AWS_MANAGED',
      absentAlias: 'alias/aws/kinesisvideo',
      replaces: true,
    },
  ],
})
