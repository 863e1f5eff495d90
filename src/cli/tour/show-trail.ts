import type { Clients } from './clients.ts'
import { until } from './expect.ts'
import type { Stage } from './stage.ts'

interface TrailRecord {
  readonly eventName: string
  readonly errorCode?: string
  readonly userIdentity: { readonly type?: string; readonly arn?: string; readonly invokedBy?: string }
}

/** The four calls that the user guide's monitoring section names. */
const documented = ['DescribeKey', 'CreateGrant', 'GenerateDataKeyWithoutPlaintext', 'Decrypt']

export async function showTrail(stage: Stage, { cloudTrail }: Clients, keyArn: string): Promise<void> {
  await stage.step(
    'The trail: who used the key, when, for whom',
    'every call was recorded before it was answered, denials too',
    async () => {
      const records = await until('the trail', async () => {
        const records: TrailRecord[] = []
        for (let NextToken: string | undefined, page = 0; page === 0 || NextToken; page++) {
          const answer = await cloudTrail.lookupEvents({
            LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: keyArn }],
            NextToken,
          })
          for (const event of answer.Events ?? []) records.push(JSON.parse(event.CloudTrailEvent as string))
          NextToken = answer.NextToken
        }
        return records.length > 0 ? records.reverse() : undefined
      })
      for (const record of records.slice(0, 14)) {
        const who = record.userIdentity.arn ?? record.userIdentity.type ?? ''
        const through = record.userIdentity.invokedBy ? ` by ${record.userIdentity.invokedBy}` : ''
        stage.say(`${record.eventName.padEnd(32)} ${(record.errorCode ?? 'ok').padEnd(20)} ${who}${through}`)
      }
      if (records.length > 14) stage.say(`… and ${records.length - 14} more`)
      const absent = documented.filter((name) => !records.some(({ eventName }) => eventName === name))
      if (absent.length > 0) throw new Error(`the trail lacks ${absent.join(', ')}`)
      stage.proven(
        `${records.length} events on the key, ${records.filter(({ errorCode }) => errorCode).length} of them denials or failures`,
      )
    },
  )
}
