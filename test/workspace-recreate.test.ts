/** `keyhold workspace recreate`: a workspace under another key, with everything in it, whatever interrupts the move. */

import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import type { DataZone } from '@aws-sdk/client-datazone'
import { compareWorkspaces } from '../src/cli/workspace/compare.ts'
import { confirmRecreation } from '../src/cli/workspace/confirm.ts'
import { planText } from '../src/cli/workspace/plan.ts'
import { readWorkspace } from '../src/cli/workspace/read-workspace.ts'
import { journalFileOf, prepareRecreation } from '../src/cli/workspace/recreate.ts'
import { keyhold } from './support/command-line.ts'
import { startTestServer, suiteScope, type TestServer, temporaryFolder } from './support/servers.ts'
import {
  createWorkspace,
  datazoneFor,
  fillWorkspace,
  form,
  newKeyArn,
  untilGone,
} from './support/workspaces.ts'

describe('workspace recreate', () => {
  const scope = suiteScope()
  let server: TestServer
  let datazone: DataZone
  let folder: string
  before(async () => {
    folder = temporaryFolder(scope)
    server = await startTestServer(scope)
    datazone = datazoneFor(server)
  })

  const command = (args: readonly string[], input = '') =>
    keyhold(
      ['workspace', 'recreate', '--endpoint-url', server.endpoint, '--region', server.region, ...args],
      input,
      {
        AWS_ACCESS_KEY_ID: server.credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: server.credentials.secretAccessKey,
      },
    )

  const recreation = (client: DataZone, domainId: string, kmsKey: string, mapFile: string) => ({
    datazone: client,
    oneTryClient: client,
    kms: server.admin.kms,
    domainId,
    kmsKey,
    mapFile,
    now: () => Date.now(),
    sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms / 10)),
    progress: () => {},
  })

  test('the whole way on the command line: plan, move, map, confirmation', async () => {
    const { kms } = server.admin
    const old = await createWorkspace(datazone, {
      name: 'claims studio',
      description: 'For claims',
      tags: { AmazonBedrockManaged: 'true', team: 'claims' },
      domainExecutionRole: 'arn:aws:iam::111122223333:role/Execution',
      singleSignOn: { type: 'IAM_IDC', userAssignment: 'AUTOMATIC' },
    })
    const made = await fillWorkspace(datazone, old)
    await datazone.createProject({ domainIdentifier: old, name: 'empty' })
    const keyArn = await newKeyArn(server)
    await kms.createAlias({ AliasName: 'alias/studio', TargetKeyId: keyArn })
    const map = join(folder, 'whole.map.json')
    const args = ['--domain', old, '--kms-key', 'alias/studio', '--map', map]

    const dry = await command([...args, '--dry-run'])
    assert.equal(dry.code, 0, dry.stderr)
    assert.match(dry.stdout, /2 {2}projects\n.*3 {2}members/)
    assert.match(dry.stdout, /Nothing else was found in it/)
    assert.ok(!existsSync(map) && !existsSync(journalFileOf(map)), 'a dry run leaves nothing')
    assert.equal((await datazone.listDomains({})).items?.length, 1)

    const done = await command(args)
    assert.equal(done.code, 0, done.stderr)
    assert.match(done.stdout, /holds what .* holds/)
    const written = JSON.parse(readFileSync(map, 'utf8'))
    const fresh = written.new.domainId as string
    assert.deepEqual([written.old.domainId, written.new.kmsKeyArn], [old, keyArn])
    assert.ok(written.verifiedAt)
    const newIdOf = (kind: string, id: string) =>
      written.objects.find((each: { kind: string; oldId: string }) => each.kind === kind && each.oldId === id)
        ?.newId
    assert.match(done.stdout, new RegExp(newIdOf('asset', made.promptId)))
    assert.doesNotMatch(
      readFileSync(map, 'utf8') + readFileSync(journalFileOf(map), 'utf8'),
      /claim|letter|ann@/,
    )

    const domain = await datazone.getDomain({ identifier: fresh })
    assert.deepEqual(
      [domain.name, domain.description, domain.kmsKeyIdentifier, domain.tags, domain.singleSignOn],
      [
        'claims studio',
        'For claims',
        keyArn,
        { AmazonBedrockManaged: 'true', team: 'claims' },
        { type: 'IAM_IDC', userAssignment: 'AUTOMATIC' },
      ],
    )
    const place = { domainIdentifier: fresh, identifier: newIdOf('asset', made.promptId) }
    const first = await datazone.getAsset({ ...place, revision: '1' })
    assert.match(first.formsOutput?.[0]?.content ?? '', /three lines/)
    const newest = await datazone.getAsset(place)
    assert.deepEqual([newest.revision, newest.externalIdentifier], ['2', 'claims/1'])
    const configuration = await datazone.getEnvironmentBlueprintConfiguration({
      domainIdentifier: fresh,
      environmentBlueprintIdentifier: newIdOf('blueprint', made.blueprintId),
    })
    assert.equal(configuration.regionalParameters?.['eu-central-1']?.defaultTextModel, 'anthropic.claude')
    const { members } = await datazone.listProjectMemberships({
      domainIdentifier: fresh,
      projectIdentifier: newIdOf('project', made.projectId),
    })
    assert.deepEqual(
      members?.map(({ designation }) => designation),
      ['PROJECT_OWNER', 'PROJECT_CONTRIBUTOR', 'PROJECT_CATALOG_VIEWER'],
    )

    const again = await command([...args, '--json'])
    assert.equal(again.code, 0, again.stderr)
    assert.deepEqual(JSON.parse(again.stdout).new.domainId, fresh, 'a second run makes nothing twice')
    assert.equal((await datazone.listProjects({ domainIdentifier: fresh })).items?.length, 2)

    const refused = await command(['--confirm', map], 'no\n')
    assert.deepEqual([refused.code, refused.stdout], [1, ''])
    assert.equal((await datazone.getDomain({ identifier: old })).status, 'AVAILABLE')
    const confirmed = await command(['--confirm', map], `${old}\n`)
    assert.equal(confirmed.code, 0, confirmed.stderr)
    await untilGone(datazone, old)
    assert.equal((await command(['--confirm', map])).code, 0, 'once is enough')
    assert.equal((await datazone.getAsset(place)).revision, '2', 'the new one lives')
  })

  test('interrupted at any step, it goes on and makes nothing twice', async () => {
    const kmsKey = await newKeyArn(server)
    const old = await createWorkspace(datazone, { name: 'interrupted' })
    await fillWorkspace(datazone, old)
    let interruptions = 0
    // Before and after the first write, the second and so on; every fifth moment keeps the test short.
    for (let moment = 1; ; moment += 5) {
      const mapFile = join(folder, `interrupted-${moment}.map.json`)
      const name = `copy ${moment}`
      const mortal = { ...recreation(dyingClient(server, moment), old, kmsKey, mapFile), name }
      const died = await prepareRecreation(mortal)
        .then(({ run }) => run())
        .then(
          () => false,
          (error: Error) => error.message === 'killed',
        )
      interruptions += died ? 1 : 0
      const { run } = await prepareRecreation({ ...recreation(datazone, old, kmsKey, mapFile), name })
      const { map, differences } = await run()
      assert.deepEqual(differences, [], `after moment ${moment}`)
      const { items: domains = [] } = await datazone.listDomains({})
      assert.equal(
        domains.filter((domain) => domain.name === name).length,
        1,
        `domains after moment ${moment}`,
      )
      const made = await readWorkspace(datazone, map.new.domainId)
      assert.deepEqual(
        [made.projects.length, made.projects[0]?.assets.length, made.users.length],
        [1, 2, 2],
        `after moment ${moment}`,
      )
      if (!died) break
    }
    assert.ok(interruptions >= 5, `${interruptions} interruptions`)
  })

  test('what changes in the old workspace while it is moved is found, and moved by the next run', async () => {
    const kmsKey = await newKeyArn(server)
    const old = await createWorkspace(datazone)
    const made = await fillWorkspace(datazone, old)
    const mapFile = join(folder, 'changing.map.json')
    const first = await (await prepareRecreation(recreation(datazone, old, kmsKey, mapFile))).run()
    assert.deepEqual(first.differences, [])

    await datazone.createAssetRevision({
      domainIdentifier: old,
      identifier: made.noteId,
      name: 'Observations, continued',
      description: '',
      formsInput: form('BedrockNoteForm', 'It remembers now.'),
    })
    await datazone.updateProject({ domainIdentifier: old, identifier: made.projectId, name: 'renamed' })
    await datazone.deleteProjectMembership({
      domainIdentifier: old,
      projectIdentifier: made.projectId,
      member: { userIdentifier: made.userIds[1] as string },
    })
    const args = ['--confirm', mapFile, '--yes']
    const refused = await command(args)
    assert.equal(refused.code, 1)
    assert.match(refused.stderr, /is not deleted/)
    assert.match(refused.stderr, new RegExp(`asset ${made.noteId} differs`))
    assert.match(refused.stderr, new RegExp(`the members of project ${made.projectId} differ`))
    assert.doesNotMatch(refused.stderr, /Observations|renamed/)

    const second = await (await prepareRecreation(recreation(datazone, old, kmsKey, mapFile))).run()
    assert.deepEqual(second.differences, [])
    assert.equal(second.map.new.domainId, first.map.new.domainId)
    assert.equal((await command(args)).code, 0)
    await untilGone(datazone, old)
  })

  test('every kind of loss in the new workspace is noticed', async () => {
    const old = await createWorkspace(datazone, { tags: { a: 'b' } })
    const made = await fillWorkspace(datazone, old)
    const mapFile = join(folder, 'losses.map.json')
    const { run } = await prepareRecreation(recreation(datazone, old, await newKeyArn(server), mapFile))
    const { map } = await run()
    const went = {
      newIdOf: (kind: string, id: string) =>
        map.objects.find((each) => each.kind === kind && each.oldId === id)?.newId,
    }
    const domainIdentifier = map.new.domainId
    const projectId = went.newIdOf('project', made.projectId) as string
    const losses: [RegExp, () => Promise<unknown>][] = [
      [/tags/, () => datazone.untagResource({ resourceArn: map.new.arn, tagKeys: ['a'] })],
      [
        /user profile/,
        () =>
          datazone.updateUserProfile({
            domainIdentifier,
            userIdentifier: went.newIdOf('user', made.userIds[0] as string),
            status: 'DEACTIVATED',
          }),
      ],
      [
        /group profile/,
        () =>
          datazone.updateGroupProfile({
            domainIdentifier,
            groupIdentifier: went.newIdOf('group', made.groupId),
            status: 'NOT_ASSIGNED',
          }),
      ],
      [
        /configuration of blueprint/,
        async () => {
          const { items = [] } = await datazone.listEnvironmentBlueprintConfigurations({ domainIdentifier })
          const environmentBlueprintIdentifier = items[0]?.environmentBlueprintId
          await datazone.deleteEnvironmentBlueprintConfiguration({
            domainIdentifier,
            environmentBlueprintIdentifier,
          })
        },
      ],
      [
        /project .* differs/,
        () => datazone.updateProject({ domainIdentifier, identifier: projectId, name: 'x' }),
      ],
      [
        /asset .* differs/,
        () =>
          datazone.createAssetRevision({
            domainIdentifier,
            identifier: went.newIdOf('asset', made.promptId),
            name: 'x',
          }),
      ],
      [
        /asset .* is not there/,
        () => datazone.deleteAsset({ domainIdentifier, identifier: went.newIdOf('asset', made.noteId) }),
      ],
      [
        /description differs/,
        () => datazone.updateDomain({ identifier: domainIdentifier, description: 'another' }),
      ],
    ]
    const before = await readWorkspace(datazone, old)
    const differences = async () =>
      compareWorkspaces(datazone, went, before, await readWorkspace(datazone, domainIdentifier))
    assert.deepEqual(await differences(), [])
    for (const [at, [pattern, lose]] of losses.entries()) {
      await lose()
      const found = await differences()
      assert.equal(found.length, at + 1, found.join())
      assert.ok(
        found.some((difference) => pattern.test(difference)),
        `${pattern} in ${found.join()}`,
      )
    }
  })

  test('what the API cannot move is told, and the old workspace is not deleted for it unless that is accepted', async () => {
    const old = await createWorkspace(datazone)
    await datazone.createProject({ domainIdentifier: old, name: 'p' })
    const rich = datazoneFor(server)
    rich.middlewareStack.add(
      (next, context) => async (args) => {
        if (context.commandName === 'ListEnvironmentProfilesCommand') {
          return { output: { items: [{}, {}], $metadata: {} }, response: {} }
        }
        if (context.commandName === 'ListDataSourcesCommand') {
          throw Object.assign(new Error('no'), { name: 'AccessDeniedException' })
        }
        return next(args)
      },
      { step: 'initialize' },
    )
    const mapFile = join(folder, 'rich.map.json')
    const { plan, run } = await prepareRecreation(recreation(rich, old, await newKeyArn(server), mapFile))
    assert.deepEqual(
      plan.leftBehind.map(({ what, count }) => [what.replace(/project \w+/, 'project'), count]),
      [
        ['environment profiles', 2],
        ['data sources of project', null],
      ],
    )
    assert.match(planText(plan), /NOT moved[\s\S]*2 {2}environment profiles: create them anew/)
    assert.deepEqual((await run()).differences, [])
    const confirmation = {
      ...recreation(rich, old, '', mapFile),
      confirmed: async () => true,
      acceptLeftBehind: false,
    }
    await assert.rejects(
      confirmRecreation(confirmation),
      /it holds what was not moved[\s\S]*2 environment profiles/,
    )
    assert.equal((await confirmRecreation({ ...confirmation, acceptLeftBehind: true })).deleted, true)
    await untilGone(datazone, old)
  })

  test('an old workspace whose key is out of reach is not deleted: nobody could compare it', async () => {
    const oldKey = await newKeyArn(server)
    const old = await createWorkspace(datazone, { kmsKeyIdentifier: oldKey })
    const mapFile = join(folder, 'unreadable.map.json')
    const { run } = await prepareRecreation(recreation(datazone, old, await newKeyArn(server), mapFile))
    await run()
    await server.admin.kms.disableKey({ KeyId: oldKey })
    const { code, stderr } = await command(['--confirm', mapFile, '--yes'])
    assert.equal(code, 1)
    assert.match(stderr, /is not deleted: it cannot be read[\s\S]*is disabled/)
    await server.admin.kms.enableKey({ KeyId: oldKey })
    assert.equal((await datazone.getDomain({ identifier: old })).status, 'AVAILABLE')
  })

  test('the confirmation asks the right account, and compares again after a late answer', async () => {
    const old = await createWorkspace(datazone, { kmsKeyIdentifier: await newKeyArn(server) })
    const mapFile = join(folder, 'late.map.json')
    const { run } = await prepareRecreation(recreation(datazone, old, await newKeyArn(server), mapFile))
    await run()
    const elsewhere = join(folder, 'elsewhere.map.json')
    const map = JSON.parse(readFileSync(mapFile, 'utf8'))
    map.old.domainId = 'dzd_0000000000000'
    map.new.domainId = 'dzd_0000000000001'
    writeFileSync(elsewhere, JSON.stringify(map))
    const { code, stderr } = await command(['--confirm', elsewhere, '--yes'])
    assert.deepEqual([code, /is it another region or account/.test(stderr)], [1, true], stderr)
    assert.equal(JSON.parse(readFileSync(elsewhere, 'utf8')).deletedAt, undefined)

    let time = Date.now()
    const late = confirmRecreation({
      ...recreation(datazone, old, '', mapFile),
      acceptLeftBehind: false,
      now: () => time,
      confirmed: async () => {
        await datazone.createProject({ domainIdentifier: old, name: 'written while nobody looked' })
        time += 60_000
        return true
      },
    })
    await assert.rejects(late, { name: 'WorkspaceFailure', message: /does not hold the same any more/ })
    assert.equal((await datazone.getDomain({ identifier: old })).status, 'AVAILABLE')
  })

  test('an answer that got lost makes nothing twice, and the profile of the AWS files is enough', async () => {
    const old = await createWorkspace(datazone, { name: 'lost' })
    await fillWorkspace(datazone, old)
    const forgetful = datazoneFor(server, { maxAttempts: 1 })
    let lost = 0
    forgetful.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args)
        lost += 1
        if (lost === 1) throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
        return result
      },
      { step: 'deserialize', priority: 'low' },
    )
    const mapFile = join(folder, 'lost.map.json')
    const kmsKey = await newKeyArn(server)
    const options = { ...recreation(datazone, old, kmsKey, mapFile), oneTryClient: forgetful }
    await assert.rejects((await prepareRecreation(options)).run(), /socket hang up/)
    const again = await keyhold(
      ['workspace', 'recreate', '--domain', old, '--kms-key', kmsKey, '--map', mapFile, '--json'].concat([
        '--profile',
        'keyhold',
      ]),
      '',
      {
        AWS_CONFIG_FILE: join(server.dataFolder, 'config'),
        AWS_SHARED_CREDENTIALS_FILE: join(server.dataFolder, 'credentials'),
        AWS_ENDPOINT_URL: server.endpoint,
      },
    )
    assert.equal(again.code, 0, again.stderr)
    const { domainId } = JSON.parse(again.stdout).new
    assert.equal((await datazone.listProjects({ domainIdentifier: domainId })).items?.length, 1)
  })

  test('what cannot be done is said in a line, before anything is made', async () => {
    const { kms } = server.admin
    const keyArn = await newKeyArn(server)
    const old = await createWorkspace(datazone, { kmsKeyIdentifier: keyArn })
    const disabled = await newKeyArn(server)
    await kms.disableKey({ KeyId: disabled })
    const rsa = await newKeyArn(server, { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' })
    const other = await newKeyArn(server)
    const damaged = join(folder, 'damaged.map.json')
    writeFileSync(damaged, 'not JSON')
    const map = join(folder, 'refused.map.json')
    const before = (await datazone.listDomains({ maxResults: 25 })).items?.length
    for (const [domainId, kmsKey, message] of [
      ['dzd_0000000000000', other, /there is no workspace dzd_0000000000000 in/],
      [old, keyArn, /is under .* already/],
      [old, 'alias/aws/s3', /managed by AWS/],
      [old, 'alias/nothing', /there is no key alias\/nothing/],
      [old, disabled, /its state is Disabled/],
      [old, rsa, /not a symmetric encryption key/],
    ] as const) {
      await assert.rejects(prepareRecreation(recreation(datazone, domainId, kmsKey, map)), {
        name: 'WorkspaceFailure',
        message,
      })
    }
    for (const [args, message] of [
      [[], /give --domain and --kms-key/],
      [['--confirm', join(folder, 'nothing.json')], /cannot be read \(ENOENT\)/],
      [['--confirm', damaged], /it is not JSON/],
    ] as const) {
      const { code, stderr } = await command(args)
      assert.equal(code, 1)
      assert.match(stderr, message)
      assert.equal(stderr.trim().split('\n').length, 1, stderr)
    }
    await kms.disableKey({ KeyId: keyArn })
    const { stderr } = await command(['--domain', old, '--kms-key', other, '--map', map])
    assert.match(stderr, /AccessDeniedException \(403\).* is disabled/)
    assert.equal((await datazone.listDomains({ maxResults: 25 })).items?.length, before)
    assert.ok(!existsSync(journalFileOf(map)))
  })
})

/** A client whose process is killed before or after its n-th write, counted together. */
function dyingClient(server: TestServer, killAt: number): DataZone {
  const client = datazoneFor(server)
  let moments = 0
  const moment = () => {
    moments += 1
    if (moments >= killAt) throw new Error('killed')
  }
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const isWrite = /^(Create|Put|Update|Delete|Tag)/.test(context.commandName ?? '')
      if (isWrite) moment()
      const result = await next(args)
      if (isWrite) moment()
      return result
    },
    { step: 'initialize' },
  )
  return client
}
