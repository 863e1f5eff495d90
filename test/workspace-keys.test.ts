/** A workspace and its key: without the key nothing of it is read or written, on both databases. */

import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { DataZone } from '@aws-sdk/client-datazone'
import {
  databasesFor,
  startTestServer,
  suiteScope,
  type TestServer,
  temporaryFolder,
} from './support/servers.ts'
import {
  createWorkspace,
  datazoneFor,
  fillWorkspace,
  newKeyArn,
  untilGone,
  untilGrantsAre,
} from './support/workspaces.ts'

for (const database of databasesFor('SQLite')) {
  describe(`a workspace and its key on ${database.name}`, () => {
    const scope = suiteScope()
    let server: TestServer
    let datazone: DataZone
    before(async () => {
      server = await startTestServer(scope, await database.settings())
      datazone = datazoneFor(server)
    })

    /** Every read and write of the domain. */
    function calls(domainIdentifier: string, made: Awaited<ReturnType<typeof fillWorkspace>>) {
      const { projectId, promptId, blueprintId, userIds } = made
      const resourceArn = `arn:aws:datazone:${server.region}:${server.accountId}:domain/${domainIdentifier}`
      return {
        GetDomain: () => datazone.getDomain({ identifier: domainIdentifier }),
        UpdateDomain: () => datazone.updateDomain({ identifier: domainIdentifier, name: 'n' }),
        ListTagsForResource: () => datazone.listTagsForResource({ resourceArn }),
        TagResource: () => datazone.tagResource({ resourceArn, tags: { a: 'b' } }),
        CreateProject: () => datazone.createProject({ domainIdentifier, name: 'n' }),
        GetProject: () => datazone.getProject({ domainIdentifier, identifier: projectId }),
        ListProjects: () => datazone.listProjects({ domainIdentifier }),
        UpdateProject: () => datazone.updateProject({ domainIdentifier, identifier: projectId, name: 'n' }),
        ListProjectMemberships: () =>
          datazone.listProjectMemberships({ domainIdentifier, projectIdentifier: projectId }),
        GetUserProfile: () => datazone.getUserProfile({ domainIdentifier, userIdentifier: userIds[0] }),
        ListEnvironmentBlueprints: () => datazone.listEnvironmentBlueprints({ domainIdentifier }),
        GetEnvironmentBlueprintConfiguration: () =>
          datazone.getEnvironmentBlueprintConfiguration({
            domainIdentifier,
            environmentBlueprintIdentifier: blueprintId,
          }),
        GetAsset: () => datazone.getAsset({ domainIdentifier, identifier: promptId }),
        ListAssetRevisions: () => datazone.listAssetRevisions({ domainIdentifier, identifier: promptId }),
        CreateAssetRevision: () =>
          datazone.createAssetRevision({ domainIdentifier, identifier: promptId, name: 'n' }),
        Search: () => datazone.search({ domainIdentifier, searchScope: 'ASSET' }),
      }
    }

    async function assertAll(
      domainId: string,
      made: Awaited<ReturnType<typeof fillWorkspace>>,
      message: RegExp | null,
    ) {
      for (const [name, call] of Object.entries(calls(domainId, made))) {
        if (message === null) await assert.doesNotReject(call(), name)
        else await assert.rejects(call(), { name: 'AccessDeniedException', message }, name)
      }
    }

    test('a key that is disabled silences the domain at once, and enabled opens it again', async () => {
      const KeyId = await newKeyArn(server)
      const domainId = await createWorkspace(datazone, { kmsKeyIdentifier: KeyId })
      const other = await createWorkspace(datazone)
      const made = await fillWorkspace(datazone, domainId)
      await assertAll(domainId, made, null)
      await server.admin.kms.disableKey({ KeyId })
      await assertAll(domainId, made, /is disabled/)
      const { items = [] } = await datazone.listDomains({})
      assert.deepEqual(
        items.map(({ id, name, status }) => [id, name, status]),
        [
          [domainId, undefined, 'AVAILABLE'],
          [other, 'studio', 'AVAILABLE'],
        ],
      )
      await server.admin.kms.enableKey({ KeyId })
      await assertAll(domainId, made, null)
      await server.admin.kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 })
      await assertAll(domainId, made, /pending deletion/)
      await server.admin.kms.cancelKeyDeletion({ KeyId })
      await server.admin.kms.enableKey({ KeyId })
      await assertAll(domainId, made, null)
    })

    test('either grant revoked ends the domain; other domains under the key live on; it can still be deleted', async () => {
      const KeyId = await newKeyArn(server)
      const domains = [
        await createWorkspace(datazone, { kmsKeyIdentifier: KeyId }),
        await createWorkspace(datazone, { kmsKeyIdentifier: KeyId }),
        await createWorkspace(datazone, { kmsKeyIdentifier: KeyId }),
      ] as const
      const made = await Promise.all(domains.map((id) => fillWorkspace(datazone, id)))
      const grants = async () => (await server.admin.kms.listGrants({ KeyId })).Grants ?? []
      for (const [at, operations] of [
        [0, 2],
        [1, 4],
      ] as const) {
        const revoked = (await grants()).find(
          ({ Constraints, Operations }) =>
            Constraints?.EncryptionContextSubset?.['aws:datazone:domainId'] === domains[at] &&
            Operations?.length === operations,
        )
        await server.admin.kms.revokeGrant({ KeyId, GrantId: revoked?.GrantId })
        await assertAll(domains[at], made[at] as (typeof made)[0], /grant was revoked/)
      }
      await assertAll(domains[2], made[2] as (typeof made)[0], null)
      for (const identifier of domains.slice(0, 2)) {
        await datazone.deleteDomain({ identifier, skipDeletionCheck: true })
        await untilGone(datazone, identifier)
      }
      // Those of the third.
      await untilGrantsAre(server, KeyId, 2)
    })
  })
}

test('a deletion goes on after the server was killed in its middle, and ends with both grants', async (t) => {
  const settings = { KEYHOLD_DATA: temporaryFolder(t) }
  const first = await startTestServer(t, settings)
  const datazone = datazoneFor(first)
  const KeyId = await newKeyArn(first)
  const identifier = await createWorkspace(datazone, { kmsKeyIdentifier: KeyId })
  await fillWorkspace(datazone, identifier)
  await datazone.deleteDomain({ identifier, skipDeletionCheck: true })
  const exited = new Promise((resolve) => first.process.once('exit', resolve))
  first.process.kill('SIGKILL')
  await exited

  const second = await startTestServer(t, settings)
  await untilGone(datazoneFor(second), identifier)
  await untilGrantsAre(second, KeyId, 0)
  assert.deepEqual((await datazoneFor(second).listDomains({})).items, [])
})
