/**
 * `kill -9` at random moments under load, on both databases: every acknowledged write is there, no half-done change is
 * visible, every answered call is in the trail, and its chain is unbroken. CRASH_ROUNDS sets the number of kills (the
 * long run, `npm run test:crash`, does 200 on each database).
 */

import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { describe, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import type { Clients } from '../src/cli/tour/clients.ts'
import { until } from '../src/cli/tour/expect.ts'
import { createApplication, type TestApplication } from './support/application.ts'
import { type Acknowledged, loadUntilKilled, nothingAcknowledged } from './support/crash-load.ts'
import { clientsOfOneAttempt } from './support/one-attempt.ts'
import { databasesFor, startTestServer, type TestServer, temporaryFolder } from './support/servers.ts'
import { openTrailReader } from './support/trail-reader.ts'

const rounds = Number(process.env.CRASH_ROUNDS ?? 3)
/** The kill comes this long after the load began, at random. */
const killAfterMs = { min: 20, max: 600 }
/** Of what one round acknowledged, at most this many of each kind are read back one by one. */
const readBackMax = 12
const sparesKept = 10

describe('kill -9 under load', { concurrency: true }, () => {
  for (const database of databasesFor('SQLite')) {
    const title = `${rounds} kills on ${database.name} lose nothing that was acknowledged`
    test(title, { timeout: 90_000 + rounds * 10_000 }, async (t) => {
      const settings: Record<string, string> = {
        ...(await database.settings()),
        KEYHOLD_DATA: temporaryFolder(t),
      }
      let server = await startTestServer(t, settings)
      const key = await server.admin.kms.createKey()
      const application = await createApplication(server.admin, key.KeyMetadata?.Arn)
      const trail = openTrailReader(t, server.dataFolder, settings.KEYHOLD_DATABASE_URL)
      for (let round = 0; round < rounds; round++) {
        const acknowledged = nothingAcknowledged()
        const since = Date.now()
        let killed = false
        const clients = clientsOfOneAttempt(server)
        const load = loadUntilKilled(clients, application, server.accountId, acknowledged, () => killed)
        await setTimeout(randomInt(killAfterMs.min, killAfterMs.max))
        server.process.kill('SIGKILL')
        killed = true
        await load
        server = await startTestServer(t, settings)
        await requireNothingLost(server, application, acknowledged)
        await trail.requireRecorded(acknowledged.requestIds, since)
        await deleteSpareApplications(server.admin)
      }
      await trail.requireUnbroken()
      await requireDocumentsSettle(server.admin, application)
      await requireGrantsBelong(server.admin, application.kmsKeyArn)
    })
  }
})

/** Every grant on the key belongs to an application that is there: what a kill left half-made is settled. */
async function requireGrantsBelong({ kms, qbusiness }: Clients, keyArn: string | undefined): Promise<void> {
  await until(
    'one grant an application',
    async () => {
      const { Grants = [] } = await kms.listGrants({ KeyId: keyArn, Limit: 100 })
      const { applications = [] } = await qbusiness.listApplications({ maxResults: 100 })
      return Grants.length === applications.length ? true : undefined
    },
    90_000,
  )
}

async function requireNothingLost(
  { admin: { kms, qbusiness } }: TestServer,
  application: TestApplication,
  acknowledged: Acknowledged,
): Promise<void> {
  const some = <T>(items: Iterable<T>) => [...items].slice(-readBackMax)
  for (const keyId of some(acknowledged.keys)) {
    const { KeyMetadata } = await kms.describeKey({ KeyId: keyId })
    assert.equal(KeyMetadata?.KeyState, 'Enabled')
    await kms.encrypt({ KeyId: keyId, Plaintext: Buffer.from('x') })
  }
  for (const [alias, keyId] of some(acknowledged.aliases)) {
    assert.equal((await kms.describeKey({ KeyId: alias })).KeyMetadata?.KeyId, keyId)
  }
  for (const alias of some(acknowledged.deletedAliases)) {
    await assert.rejects(kms.describeKey({ KeyId: alias }), { name: 'NotFoundException' })
  }
  for (const [keyId, value] of some(acknowledged.tags)) {
    assert.deepEqual((await kms.listResourceTags({ KeyId: keyId })).Tags, [
      { TagKey: 'crash', TagValue: value },
    ])
  }
  for (const [grantId, keyId] of some(acknowledged.grants)) {
    assert.ok((await kms.listGrants({ KeyId: keyId })).Grants?.some((grant) => grant.GrantId === grantId))
  }
  for (const { ciphertext, plaintext } of some(acknowledged.ciphertexts)) {
    const { Plaintext } = await kms.decrypt({ CiphertextBlob: ciphertext })
    assert.equal(Buffer.from(Plaintext as Uint8Array).toString(), plaintext)
  }
  await requireWholeKeys(kms)
  for (const applicationId of acknowledged.applications) await qbusiness.getApplication({ applicationId })
  const known = await documentStatuses(qbusiness, application)
  for (const id of acknowledged.documents) assert.ok(known.has(id), `document ${id} is there`)
}

/** Every key that can be seen is whole, and every alias leads to one. */
async function requireWholeKeys(kms: Clients['kms']): Promise<void> {
  const { Aliases = [] } = await kms.listAliases({ Limit: 100 })
  for (const { AliasName, TargetKeyId } of Aliases.filter((alias) => alias.TargetKeyId).slice(-readBackMax)) {
    const { KeyMetadata } = await kms.describeKey({ KeyId: AliasName })
    assert.equal(KeyMetadata?.KeyId, TargetKeyId)
  }
  const { Keys = [] } = await kms.listKeys({ Limit: 1000 })
  for (const { KeyId } of Keys.slice(-readBackMax)) await kms.encrypt({ KeyId, Plaintext: Buffer.from('x') })
}

async function documentStatuses(
  qbusiness: Clients['qbusiness'],
  application: TestApplication,
): Promise<Map<string, string>> {
  const statuses = new Map<string, string>()
  for (let nextToken: string | undefined, page = 0; page === 0 || nextToken; page++) {
    const answer = await qbusiness.listDocuments({ ...application, nextToken, maxResults: 100 })
    for (const { documentId = '', status = '' } of answer.documentDetailList ?? [])
      statuses.set(documentId, status)
    nextToken = answer.nextToken
  }
  return statuses
}

/** An account has at most 50 applications, and a load stopped between making and deleting leaves one behind. */
async function deleteSpareApplications({ qbusiness }: Clients): Promise<void> {
  const { applications = [] } = await qbusiness.listApplications({ maxResults: 100 })
  const spare = applications.filter(
    ({ displayName, status }) => displayName === 'crash' && status === 'ACTIVE',
  )
  for (const { applicationId } of spare.slice(sparesKept))
    await qbusiness.deleteApplication({ applicationId })
}

/** Indexing that was interrupted goes on by itself and reaches its end: never a minute without progress. */
async function requireDocumentsSettle({ qbusiness }: Clients, application: TestApplication): Promise<void> {
  const waiting = async () => {
    const statuses = await documentStatuses(qbusiness, application)
    return { statuses, count: [...statuses.values()].filter((status) => status !== 'INDEXED').length }
  }
  let { statuses, count } = await waiting()
  while (count > 0) {
    const before = count
    const next = await until(
      `progress of indexing, with ${count} documents waiting`,
      async () => {
        // Listing thousands of documents takes from what indexes them.
        await setTimeout(1000)
        const now = await waiting()
        return now.count < before ? now : undefined
      },
      60_000,
    )
    statuses = next.statuses
    count = next.count
  }
  const last = [...statuses.keys()].at(-1)
  if (last === undefined) return
  const answer = await qbusiness.chatSync({
    applicationId: application.applicationId,
    userMessage: `What about ${last}?`,
  })
  assert.ok(
    answer.sourceAttributions?.some((source) => source?.title === last),
    'what was indexed can be found',
  )
}
