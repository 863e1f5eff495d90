import type { AudioLogSetting, BotAliasSummary, BotSummary } from '@aws-sdk/client-lex-models-v2'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { lex } from '../services.ts'
import {
  type BucketEncryption,
  bucketEncryptionAction,
  bucketNameOf,
  readBucketEncryption,
} from './bucket-encryption.ts'
import { type Child, childrenOf } from './children.ts'
import { arnHere, here } from './here.ts'
import { pages } from './pages.ts'

export interface AudioLogFacts {
  /** Tells the settings of one alias apart. */
  readonly bucketName: string
  readonly enabled: boolean
  readonly kmsKeyArn: string | undefined
  /** Decides when there is no key. */
  readonly bucket: BucketEncryption | null
}

/** Audio logs of Lex bots: one resource for each setting of each alias; an alias without any is none of ours. */
export const audioLogs: Collector<AudioLogFacts, Child<BotSummary, BotAliasSummary>> = {
  id: 'lex.audio-logs',
  service: lex,
  iam: ['lex:ListBots', 'lex:ListBotAliases', 'lex:DescribeBotAlias', bucketEncryptionAction],
  scope: 'regional',
  resourceType: 'AWS::Lex::BotAlias',
  list: (api) => childrenOf(listBots(api), (bot) => listAliases(api, bot)),
  identify: identifyAlias,
  async read(api, child) {
    if (child.error !== undefined) throw child.error
    const { parent, item } = child
    const alias = await api.call(lex, 'DescribeBotAlias', (client) =>
      client.describeBotAlias({ botId: parent.botId, botAliasId: item.botAliasId }),
    )
    const settings = alias.conversationLogSettings?.audioLogSettings ?? []
    const { uid, name } = identifyAlias(child, api)
    const facts = await Promise.all(settings.map((setting) => factsOf(api, setting)))
    return facts.map((each) => here(api, { uid, name, type: 'AWS::Lex::BotAlias', facts: each }))
  },
}

async function factsOf(api: Api, { enabled = false, destination }: AudioLogSetting): Promise<AudioLogFacts> {
  const { kmsKeyArn, s3BucketArn = '' } = destination?.s3Bucket ?? {}
  const bucketName = bucketNameOf(s3BucketArn)
  const bucket = enabled && !kmsKeyArn && bucketName ? await readBucketEncryption(api, bucketName) : null
  return { bucketName, enabled, kmsKeyArn, bucket }
}

function listBots(api: Api) {
  return pages(async (nextToken) => {
    const answer = await api.call(lex, 'ListBots', (client) =>
      client.listBots({ maxResults: 1000, nextToken }),
    )
    return { items: answer.botSummaries ?? [], next: answer.nextToken }
  })
}

function listAliases(api: Api, { botId }: BotSummary) {
  return pages(async (nextToken) => {
    const answer = await api.call(lex, 'ListBotAliases', (client) =>
      client.listBotAliases({ botId, maxResults: 1000, nextToken }),
    )
    return { items: answer.botAliasSummaries ?? [], next: answer.nextToken }
  })
}

function identifyAlias({ parent, item }: Child<BotSummary, BotAliasSummary>, api: Api) {
  if (item === undefined)
    return { uid: arnHere(api, 'lex', `bot/${parent.botId}`), name: parent.botName ?? '' }
  return {
    uid: arnHere(api, 'lex', `bot-alias/${parent.botId}/${item.botAliasId}`),
    name: `${parent.botName} ${item.botAliasName}`,
  }
}
