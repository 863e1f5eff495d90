/** A server of two regions is two servers: what is made in one is not there in the other, nor in its trail. */

import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { type Clients, clientsFor } from '../../src/cli/tour/clients.ts'
import { until } from '../../src/cli/tour/expect.ts'
import { createApplication, type TestApplication } from '../support/application.ts'
import { startTestServer, suiteScope, type TestServer, testDatabases } from '../support/servers.ts'
import { failureOf } from '../support/strangers.ts'

const regions = ['us-east-1', 'eu-central-1'] as const

interface Made {
  readonly region: string
  readonly clients: Clients
  readonly keyArn: string
  readonly keyId: string
  readonly alias: string
  readonly application: TestApplication
}

for (const database of testDatabases) {
  describe(`regions of one server on ${database.name}`, () => {
    const scope = suiteScope()
    let server: TestServer
    let made: readonly Made[]
    before(async () => {
      server = await startTestServer(scope, {
        ...(await database.settings()),
        KEYHOLD_REGIONS: regions.join(','),
      })
      made = [await makeIn(regions[0]), await makeIn(regions[1])]
    })

    async function makeIn(region: string): Promise<Made> {
      const clients = clientsFor({ ...server, region })
      const { KeyMetadata } = await clients.kms.createKey({ Description: region })
      const [keyArn, keyId] = [KeyMetadata?.Arn as string, KeyMetadata?.KeyId as string]
      const alias = `alias/of-${region}`
      await clients.kms.createAlias({ AliasName: alias, TargetKeyId: keyId })
      await clients.kms.createAlias({ AliasName: 'alias/common', TargetKeyId: keyId })
      const application = await createApplication(clients, keyArn, { displayName: `of-${region}` })
      return { region, clients, keyArn, keyId, alias, application }
    }

    /** Each region's own, and the other's. */
    const pairs = () =>
      [
        [made[0], made[1]],
        [made[1], made[0]],
      ] as [Made, Made][]

    test('keys and aliases', async () => {
      for (const [own, other] of pairs()) {
        const { kms } = own.clients
        const { Keys = [] } = await kms.listKeys({})
        const arns = Keys.map(({ KeyArn }) => KeyArn)
        assert.ok(arns.includes(own.keyArn))
        assert.ok(arns.every((arn) => arn?.includes(`:${own.region}:`)))
        const { Aliases = [] } = await kms.listAliases({})
        assert.ok(Aliases.every(({ AliasArn }) => AliasArn?.includes(`:${own.region}:`)))
        assert.ok(!Aliases.some(({ AliasName }) => AliasName === other.alias))
        assert.equal((await kms.describeKey({ KeyId: 'alias/common' })).KeyMetadata?.Arn, own.keyArn)
        for (const KeyId of [other.keyId, other.keyArn, other.alias]) {
          assert.equal((await failureOf(kms.describeKey({ KeyId })))?.name, 'NotFoundException', KeyId)
        }
        const sealed = await kms.encrypt({ KeyId: own.keyId, Plaintext: Buffer.from('x') })
        const elsewhere = other.clients.kms.decrypt({ CiphertextBlob: sealed.CiphertextBlob })
        assert.equal((await failureOf(elsewhere))?.name, 'AccessDeniedException')
      }
    })

    test('applications', async () => {
      for (const [own, other] of pairs()) {
        const { qbusiness } = own.clients
        const { applications = [] } = await qbusiness.listApplications({})
        assert.deepEqual(
          applications.map(({ applicationId }) => applicationId),
          [own.application.applicationId],
        )
        const { applicationId, indexId } = other.application
        for (const call of [
          () => qbusiness.getApplication({ applicationId }),
          () => qbusiness.listDocuments({ applicationId, indexId }),
          () => qbusiness.chatSync({ applicationId, userMessage: 'hello' }),
          () => qbusiness.deleteApplication({ applicationId }),
        ]) {
          assert.equal((await failureOf(call()))?.name, 'ResourceNotFoundException')
        }
        const under = qbusiness.createApplication({
          displayName: 'x',
          encryptionConfiguration: { kmsKeyId: other.keyArn },
        })
        assert.ok((await failureOf(under)) !== null, 'nor under a key of the other region')
      }
    })

    test('events', async () => {
      for (const [own, other] of pairs()) {
        const names = ['CreateKey', 'CreateAlias', 'CreateApplication', 'CreateIndex', 'CreateGrant']
        const events = await until('the events of this region', async () => {
          const found = await allEvents(own.clients)
          const seen = new Set(found.map(({ eventName }) => eventName))
          return names.every((name) => seen.has(name)) ? found : undefined
        })
        for (const event of events) assert.equal(event.awsRegion, own.region, String(event.eventName))
        const text = JSON.stringify(events.filter(({ errorCode }) => errorCode === undefined))
        assert.ok(text.includes(own.keyId) && text.includes(own.application.applicationId))
        for (const strange of [other.keyId, other.alias, other.application.applicationId]) {
          assert.ok(!text.includes(strange), `${strange} is of ${other.region}`)
        }
        const byName = { AttributeKey: 'ResourceName', AttributeValue: other.keyArn } as const
        const { Events = [] } = await own.clients.cloudTrail.lookupEvents({ LookupAttributes: [byName] })
        assert.deepEqual(Events, [])
      }
    })
  })
}

async function allEvents({ cloudTrail }: Clients): Promise<readonly Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = []
  for (let NextToken: string | undefined, page = 0; page === 0 || NextToken !== undefined; page++) {
    const answer = await cloudTrail.lookupEvents({ NextToken })
    for (const { CloudTrailEvent = '{}' } of answer.Events ?? []) found.push(JSON.parse(CloudTrailEvent))
    NextToken = answer.NextToken
  }
  return found
}
