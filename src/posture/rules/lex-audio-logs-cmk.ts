import { audioLogs } from '../collectors/bot-aliases.ts'
import { audioLogFix } from '../fix/changes/bot-alias.ts'
import { keyRule } from './key-rule.ts'

const logKey = {
  api: 'lex:DescribeBotAlias',
  path: 'conversationLogSettings.audioLogSettings[].destination.s3Bucket.kmsKeyArn',
}

export const lexAudioLogsCmk = keyRule({
  id: 'lex-audio-logs-cmk',
  version: 1,
  title: 'Audio logs of bots use a customer-managed key',
  why: 'Audio logs are recordings of people who talked to a bot.',
  service: 'lex',
  severity: 'MEDIUM',
  mode: 'IN-PLACE',
  bundles: ['C-REST'],
  counterparts: [],
  resourceType: 'AWS::Lex::BotAlias',
  remediation: {
    summary:
      'UpdateBotAlias with conversationLogSettings.audioLogSettings[].destination.s3Bucket.kmsKeyArn, and everything else again; only what is logged afterwards is under the key.',
    url: 'https://docs.aws.amazon.com/lexv2/latest/dg/conversation-logs-encrypting.html',
  },
  collector: audioLogs,
  key: ({ kmsKeyArn, bucket }) => (!kmsKeyArn && bucket) || { ...logKey, ref: kmsKeyArn, absent: 'UNKNOWN' },
  before({ enabled }) {
    if (enabled) return undefined
    return {
      status: 'NOT_APPLICABLE',
      reasonCode: 'AUDIO_LOG_DISABLED',
      reasonText: 'The audio log is switched off.',
    }
  },
  subKey: ({ bucketName }) => bucketName,
  fix: audioLogFix,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::Lex::BotAlias',
      path: 'ConversationLogSettings.AudioLogSettings[].Destination.S3Bucket.KmsKeyArn',
      absent: 'UNKNOWN',
      replaces: false,
      onlyIfPresent: true,
    },
  ],
})
