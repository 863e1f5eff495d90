import type { AudioLogSetting, ConversationLogSettings } from '@aws-sdk/client-lex-models-v2'
import { lex } from '../../services.ts'
import { type Change, type FixContext, NotPlanned } from '../fix.ts'
import { plainKey } from '../key-needs.ts'
import { readWhole, resend } from '../resend.ts'
import { type Current, updateFix } from '../update.ts'

/** UpdateBotAlias is a full put. Every audio log of the alias that is switched on gets the key. */
export const audioLogFix: Change = updateFix({
  service: 'lex-models-v2',
  operation: 'UpdateBotAlias',
  reads: ['lex-models-v2:DescribeBotAlias'],
  key: { ...plainKey('lex'), viaServices: ['lex', 's3'] },
  read: readAlias,
  withKey: (input, kmsKeyArn) => {
    const settings = input.conversationLogSettings as ConversationLogSettings
    const audioLogSettings = settings.audioLogSettings?.map((setting) => withLogKey(setting, kmsKeyArn))
    return { ...input, conversationLogSettings: { ...settings, audioLogSettings } }
  },
  preconditions: [
    "The bot's role needs kms:GenerateDataKey on the key, and who listens to recordings kms:Decrypt.",
  ],
  dataEffect: 'future-only',
})

const sent = [
  ...['botAliasId', 'botAliasName', 'description', 'botVersion', 'botAliasLocaleSettings'],
  ...['conversationLogSettings', 'sentimentAnalysisSettings', 'botId'],
]
const ignored = [
  ...['botAliasHistoryEvents', 'botAliasStatus', 'creationDateTime', 'lastUpdatedDateTime'],
  ...['parentBotNetworks'],
]

async function readAlias({ api, resource }: FixContext): Promise<Current> {
  const { DescribeBotAliasCommand } = await import('@aws-sdk/client-lex-models-v2')
  const [, botId, botAliasId] = /:bot-alias\/([^/]+)\/([^/]+)$/.exec(resource.uid) ?? []
  if (botId === undefined) throw new NotPlanned('NAME_UNKNOWN', 'The finding does not name one alias.')
  const command = new DescribeBotAliasCommand({ botId, botAliasId })
  const alias = await readWhole(api, {
    service: lex,
    operation: 'DescribeBotAlias',
    command,
    send: (client) => client.send(command),
  })
  return {
    input: resend(alias, sent, ignored),
    state: alias.botAliasStatus === 'Available' ? 'settled' : 'pending',
  }
}

function withLogKey(setting: AudioLogSetting, kmsKeyArn: string): AudioLogSetting {
  const s3Bucket = setting.destination?.s3Bucket
  if (setting.enabled !== true || s3Bucket === undefined) return setting
  return { ...setting, destination: { s3Bucket: { ...s3Bucket, kmsKeyArn } } }
}
