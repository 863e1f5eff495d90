/** What is in a workspace: projects, members, default models, prompts and notes. */

import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { DataZone } from '@aws-sdk/client-datazone'
import { until } from '../src/cli/tour/expect.ts'
import { startTestServer, suiteScope, type TestServer } from './support/servers.ts'
import {
  createWorkspace,
  datazoneFor,
  fillWorkspace,
  form,
  noteType,
  promptType,
} from './support/workspaces.ts'

const missingDomain = 'dzd_0000000000000'

describe('contents of workspaces through the SDK', () => {
  const scope = suiteScope()
  let server: TestServer
  let datazone: DataZone
  before(async () => {
    server = await startTestServer(scope)
    datazone = datazoneFor(server)
  })

  test('projects, members, profiles, default models, prompts and notes', async () => {
    const domainIdentifier = await createWorkspace(datazone)
    const made = await fillWorkspace(datazone, domainIdentifier)
    const { projectId, blueprintId, promptId, noteId, userIds, groupId } = made

    const project = await datazone.getProject({ domainIdentifier, identifier: projectId })
    assert.deepEqual(
      [project.name, project.description, project.projectStatus, project.resourceTags],
      ['claims', 'Claims by letter', 'ACTIVE', [{ key: 'cost', value: '42', source: 'PROJECT' }]],
    )
    assert.match(project.createdBy ?? '', /^arn:aws:iam::.*user\/admin$/)
    const renamed = await datazone.updateProject({ domainIdentifier, identifier: projectId, name: 'letters' })
    assert.deepEqual([renamed.name, renamed.description], ['letters', 'Claims by letter'])
    for (const [name, count] of [
      ['letters', 1],
      ['claims', 0],
    ] as const) {
      assert.equal((await datazone.listProjects({ domainIdentifier, name })).items?.length, count)
    }
    const projectsOf = async (member: { userIdentifier?: string; groupIdentifier?: string }) =>
      (await datazone.listProjects({ domainIdentifier, ...member })).items?.map(({ id }) => id)
    assert.deepEqual(await projectsOf({ userIdentifier: 'ann@example.com' }), [projectId])
    assert.deepEqual(await projectsOf({ groupIdentifier: 'Data Team' }), [projectId])

    const members = async () => {
      const answer = await datazone.listProjectMemberships({ domainIdentifier, projectIdentifier: projectId })
      return answer.members?.map(({ memberDetails, designation }) => [
        memberDetails?.user?.userId ?? memberDetails?.group?.groupId,
        designation,
      ])
    }
    assert.deepEqual(await members(), [
      [userIds[0], 'PROJECT_OWNER'],
      [userIds[1], 'PROJECT_CONTRIBUTOR'],
      [groupId, 'PROJECT_CATALOG_VIEWER'],
    ])
    await assert.rejects(
      datazone.createProjectMembership({
        domainIdentifier,
        projectIdentifier: projectId,
        member: { userIdentifier: 'ann@example.com' },
        designation: 'PROJECT_CONTRIBUTOR',
      }),
      { name: 'ValidationException', message: /already/ },
    )
    await datazone.deleteProjectMembership({
      domainIdentifier,
      projectIdentifier: projectId,
      member: { userIdentifier: userIds[1] as string },
    })
    assert.equal((await members())?.length, 2)

    const again = await datazone.createUserProfile({
      domainIdentifier,
      userIdentifier: 'ann@example.com',
      userType: 'SSO_USER',
    })
    assert.equal(again.id, userIds[0], 'a user has one profile')
    const byArn = await datazone.getUserProfile({
      domainIdentifier,
      userIdentifier: 'arn:aws:iam::111122223333:role/Analyst',
    })
    assert.deepEqual([byArn.id, byArn.type, byArn.status], [userIds[1], 'IAM', 'DEACTIVATED'])
    const found = await datazone.searchUserProfiles({
      domainIdentifier,
      userType: 'DATAZONE_USER',
      searchText: 'EXAMPLE ann',
    })
    assert.deepEqual(
      found.items?.map(({ details }) => details?.sso?.username),
      ['ann@example.com'],
    )
    const groups = await datazone.searchGroupProfiles({ domainIdentifier, groupType: 'DATAZONE_SSO_GROUP' })
    assert.deepEqual(
      groups.items?.map(({ groupName, status }) => [groupName, status]),
      [['Data Team', 'ASSIGNED']],
    )
    await datazone.updateGroupProfile({ domainIdentifier, groupIdentifier: groupId, status: 'NOT_ASSIGNED' })
    const group = await datazone.getGroupProfile({ domainIdentifier, groupIdentifier: 'Data Team' })
    assert.equal(group.status, 'NOT_ASSIGNED')

    const blueprints = await datazone.listEnvironmentBlueprints({ domainIdentifier, managed: true })
    assert.ok(blueprints.items?.some(({ name }) => name === 'AmazonBedrockPrompt'))
    const blueprint = await datazone.getEnvironmentBlueprint({ domainIdentifier, identifier: blueprintId })
    assert.equal(blueprint.name, 'AmazonBedrockGenerativeAI')
    const place = { domainIdentifier, environmentBlueprintIdentifier: blueprintId }
    const configuration = await datazone.getEnvironmentBlueprintConfiguration(place)
    assert.equal(configuration.regionalParameters?.['eu-central-1']?.defaultTextModel, 'anthropic.claude')
    const configurations = await datazone.listEnvironmentBlueprintConfigurations({ domainIdentifier })
    assert.deepEqual(
      configurations.items?.map((item) => item.environmentBlueprintId),
      [blueprintId],
    )
    await datazone.putEnvironmentBlueprintConfiguration({ ...place, enabledRegions: [] })
    const emptied = await datazone.getEnvironmentBlueprintConfiguration(place)
    assert.deepEqual([emptied.enabledRegions, emptied.provisioningRoleArn], [[], undefined])
    await datazone.deleteEnvironmentBlueprintConfiguration(place)
    await assert.rejects(datazone.getEnvironmentBlueprintConfiguration(place), {
      name: 'ResourceNotFoundException',
    })

    const prompt = await datazone.getAsset({ domainIdentifier, identifier: promptId })
    assert.deepEqual(
      [prompt.revision, prompt.name, prompt.description, prompt.externalIdentifier],
      ['2', 'Summarise a claim, shorter', 'For the first reader', 'claims/1'],
    )
    assert.deepEqual(prompt.formsOutput, [
      {
        formName: 'BedrockPromptForm',
        typeName: 'amazon.datazone.BedrockPromptFormType',
        typeRevision: '1',
        content: '{"text":"Summarise this claim in one line."}',
      },
    ])
    const first = await datazone.getAsset({ domainIdentifier, identifier: promptId, revision: '1' })
    assert.match(first.formsOutput?.[0]?.content ?? '', /three lines/)
    const revisions = await datazone.listAssetRevisions({ domainIdentifier, identifier: promptId })
    assert.deepEqual(
      revisions.items?.map(({ revision }) => revision),
      ['1', '2'],
    )
    const listed = await datazone.search({
      domainIdentifier,
      owningProjectIdentifier: projectId,
      searchScope: 'ASSET',
      additionalAttributes: ['FORMS'],
    })
    assert.equal(listed.totalMatchCount, 2)
    assert.deepEqual(
      listed.items?.map(({ assetItem }) => assetItem?.identifier),
      [promptId, noteId],
    )
    assert.match(
      listed.items?.[1]?.assetItem?.additionalAttributes?.formsOutput?.[0]?.content ?? '',
      /accident/,
    )
    for (const [request, expected] of [
      [{ searchText: 'ACCIDENT' }, [noteId]],
      [{ searchText: 'accident', searchIn: [{ attribute: 'name' }] }, []],
      [{ filters: { filter: { attribute: 'typeIdentifier', value: promptType } } }, [promptId]],
      [
        {
          filters: {
            or: [
              { filter: { attribute: 'name', value: 'Observations' } },
              {
                and: [{ filter: { attribute: 'name', value: 'shorter', operator: 'TEXT_SEARCH' as const } }],
              },
            ],
          },
        },
        [promptId, noteId],
      ],
    ] as const) {
      const answer = await datazone.search({
        domainIdentifier,
        searchScope: 'ASSET',
        ...(request as object),
      })
      assert.deepEqual(
        answer.items?.map(({ assetItem }) => assetItem?.identifier),
        expected,
        JSON.stringify(request),
      )
    }
    const types = await datazone.searchTypes({ domainIdentifier, searchScope: 'ASSET_TYPE', managed: true })
    assert.deepEqual(
      types.items?.map(({ assetTypeItem }) => assetTypeItem?.name),
      [promptType, noteType],
    )
    const type = await datazone.getAssetType({ domainIdentifier, identifier: noteType })
    const formTypeIdentifier = type.formsOutput?.BedrockNoteForm?.typeName
    const formType = await datazone.getFormType({ domainIdentifier, formTypeIdentifier })
    assert.match(formType.model?.smithy ?? '', /text: String/)

    await assert.rejects(datazone.deleteProject({ domainIdentifier, identifier: projectId }), {
      name: 'ValidationException',
      message: /has assets/,
    })
    await datazone.deleteAsset({ domainIdentifier, identifier: noteId })
    await assert.rejects(datazone.getAsset({ domainIdentifier, identifier: noteId }), {
      name: 'ResourceNotFoundException',
    })
    await assert.rejects(datazone.deleteDomain({ identifier: domainIdentifier }), {
      name: 'ConflictException',
      message: /has projects/,
    })
    await datazone.deleteProject({ domainIdentifier, identifier: projectId, skipDeletionCheck: true })
    for (let left: unknown[] | undefined = [0]; left?.length !== 0; ) {
      left = (await datazone.listProjects({ domainIdentifier })).items
    }
    await assert.rejects(datazone.getAsset({ domainIdentifier, identifier: promptId }), {
      name: 'ResourceNotFoundException',
    })
    const { status } = await datazone.deleteDomain({ identifier: domainIdentifier })
    assert.equal(status, 'DELETING')
  })

  test('client tokens of assets and revisions', async () => {
    const domainIdentifier = await createWorkspace(datazone)
    const project = await datazone.createProject({ domainIdentifier, name: 'p' })
    const asset = {
      domainIdentifier,
      owningProjectIdentifier: project.id,
      name: 'n',
      typeIdentifier: noteType,
      formsInput: form('BedrockNoteForm', 'one'),
      clientToken: 'asset',
    }
    const { id } = await datazone.createAsset(asset)
    const revision = {
      domainIdentifier,
      identifier: id,
      name: 'n',
      formsInput: form('BedrockNoteForm', 'two'),
      clientToken: 'revision',
    }
    assert.equal((await datazone.createAssetRevision(revision)).revision, '2')
    const between = { ...revision, clientToken: 'other' }
    assert.equal((await datazone.createAssetRevision(between)).revision, '3')
    assert.equal((await datazone.createAssetRevision(revision)).revision, '2')
    const atOnce = { ...revision, clientToken: 'at-once' }
    const numbers = await Promise.all(
      [atOnce, atOnce, { ...revision, clientToken: undefined }].map(
        async (each) => (await datazone.createAssetRevision(each)).revision,
      ),
    )
    assert.equal(numbers[0], numbers[1])
    assert.deepEqual([...new Set(numbers)].sort(), ['4', '5'])
    const repeated = await datazone.createAsset(asset)
    assert.deepEqual([repeated.id, repeated.revision], [id, '1'])
    await assert.rejects(datazone.createAsset({ ...asset, name: 'm' }), { name: 'ConflictException' })
    await assert.rejects(datazone.createAssetRevision({ ...revision, name: 'm' }), {
      name: 'ConflictException',
    })
  })

  test('lists come in pages that lose and repeat nothing', async () => {
    const domainIdentifier = await createWorkspace(datazone)
    const project = await datazone.createProject({ domainIdentifier, name: 'p0' })
    for (let i = 1; i < 7; i++) await datazone.createProject({ domainIdentifier, name: `p${i}` })
    for (let i = 0; i < 7; i++) {
      await datazone.createAsset({
        domainIdentifier,
        owningProjectIdentifier: project.id,
        name: `asset ${i}`,
        typeIdentifier: noteType,
        formsInput: form('BedrockNoteForm', i % 2 === 0 ? 'even' : 'odd'),
      })
    }
    const pages = async <T>(
      read: (nextToken: string | undefined) => Promise<{ items?: T[]; nextToken?: string }>,
    ) => {
      const all: T[][] = []
      for (let token: string | undefined, n = 0; n === 0 || token !== undefined; n++) {
        const { items = [], nextToken } = await read(token)
        all.push(items)
        token = nextToken
      }
      return all
    }
    const projects = await pages((nextToken) =>
      datazone.listProjects({ domainIdentifier, maxResults: 3, nextToken }),
    )
    assert.deepEqual(
      projects.map((page) => page.map(({ name }) => name)),
      [['p0', 'p1', 'p2'], ['p3', 'p4', 'p5'], ['p6']],
    )
    const searched = { domainIdentifier, searchScope: 'ASSET' as const, searchText: 'even', maxResults: 3 }
    const assets = await pages((nextToken) => datazone.search({ ...searched, nextToken }))
    assert.deepEqual(
      assets.map((page) => page.map(({ assetItem }) => assetItem?.name)),
      [['asset 0', 'asset 2', 'asset 4'], ['asset 6']],
    )
    const { nextToken } = await datazone.search(searched)
    await assert.rejects(datazone.search({ ...searched, searchText: 'odd', nextToken }), {
      name: 'ValidationException',
      message: /nextToken/,
    })
    await assert.rejects(datazone.listProjects({ domainIdentifier, nextToken: 'AAAA' }), {
      name: 'ValidationException',
    })
    await assert.rejects(datazone.listDomains({ maxResults: 26 }), { name: 'ValidationException' })
    const all = await pages((nextToken) => datazone.listDomains({ maxResults: 2, nextToken }))
    const ids = all.flat().map(({ id }) => id)
    assert.equal(new Set(ids).size, ids.length)
    assert.ok(ids.includes(domainIdentifier))
    const none = await pages((nextToken) =>
      datazone.listDomains({ maxResults: 2, status: 'CREATION_FAILED', nextToken }),
    )
    assert.deepEqual(none.flat(), [])
    const available = await pages((nextToken) =>
      datazone.listDomains({ maxResults: 2, status: 'AVAILABLE', nextToken }),
    )
    assert.ok(available.flat().some(({ id }) => id === domainIdentifier))
    assert.deepEqual(
      available.flat().filter(({ status }) => status !== 'AVAILABLE'),
      [],
    )
  })

  test('what is not there is not found, what is wrong is refused, what is missing says so', async () => {
    const domainIdentifier = await createWorkspace(datazone)
    const project = await datazone.createProject({ domainIdentifier, name: 'p' })
    const projectIdentifier = project.id as string
    const note = {
      domainIdentifier,
      owningProjectIdentifier: projectIdentifier,
      name: 'n',
      typeIdentifier: noteType,
      formsInput: form('BedrockNoteForm', 'x'),
    }
    const notFound = {
      getDomain: () => datazone.getDomain({ identifier: missingDomain }),
      updateDomain: () => datazone.updateDomain({ identifier: missingDomain, name: 'x' }),
      deleteDomain: () => datazone.deleteDomain({ identifier: missingDomain }),
      getProject: () => datazone.getProject({ domainIdentifier, identifier: 'nobody' }),
      updateProject: () => datazone.updateProject({ domainIdentifier, identifier: 'nobody', name: 'x' }),
      deleteProject: () => datazone.deleteProject({ domainIdentifier, identifier: 'nobody' }),
      memberships: () => datazone.listProjectMemberships({ domainIdentifier, projectIdentifier: 'nobody' }),
      user: () => datazone.getUserProfile({ domainIdentifier, userIdentifier: 'nobody' }),
      group: () => datazone.getGroupProfile({ domainIdentifier, groupIdentifier: 'nobody' }),
      member: () =>
        datazone.createProjectMembership({
          domainIdentifier,
          projectIdentifier,
          member: { userIdentifier: 'nobody' },
          designation: 'PROJECT_OWNER',
        }),
      blueprint: () => datazone.getEnvironmentBlueprint({ domainIdentifier, identifier: 'nothing' }),
      configuration: () =>
        datazone.putEnvironmentBlueprintConfiguration({
          domainIdentifier,
          environmentBlueprintIdentifier: 'nothing',
          enabledRegions: [],
        }),
      asset: () => datazone.getAsset({ domainIdentifier, identifier: 'nothing' }),
      revision: () => datazone.createAssetRevision({ domainIdentifier, identifier: 'nothing', name: 'x' }),
      assetType: () => datazone.createAsset({ ...note, typeIdentifier: 'mine.AssetType' }),
      glossary: () => datazone.createAsset({ ...note, glossaryTerms: ['term'] }),
      otherProject: () => datazone.createAsset({ ...note, owningProjectIdentifier: 'nobody' }),
      profile: () => datazone.createProject({ domainIdentifier, name: 'x', projectProfileId: 'nothing' }),
      unit: () => datazone.createProject({ domainIdentifier, name: 'x', domainUnitId: 'nothing' }),
      tags: () =>
        datazone.listTagsForResource({
          resourceArn: `arn:aws:datazone:${server.region}:${server.accountId}:domain/${missingDomain}`,
        }),
    }
    for (const [what, call] of Object.entries(notFound)) {
      await assert.rejects(call, { name: 'ResourceNotFoundException' }, what)
    }
    const invalid = {
      name: () => datazone.createProject({ domainIdentifier, name: 'no/slash' }),
      domainName: () => datazone.createDomain({ name: '  ' }),
      identifier: () => datazone.getDomain({ identifier: 'domain' }),
      noForm: () => datazone.createAsset({ ...note, formsInput: [] }),
      otherForm: () => datazone.createAsset({ ...note, formsInput: form('BedrockPromptForm', 'x') }),
      content: () =>
        datazone.createAsset({ ...note, formsInput: [{ formName: 'BedrockNoteForm', content: '[]' }] }),
      userType: () =>
        datazone.createUserProfile({ domainIdentifier, userIdentifier: 'ann', userType: 'IAM_USER' }),
      sort: () => datazone.search({ domainIdentifier, searchScope: 'ASSET', sort: { attribute: 'name' } }),
      attribute: () =>
        datazone.search({
          domainIdentifier,
          searchScope: 'ASSET',
          filters: { filter: { attribute: '__proto__', value: 'x' } },
        }),
      tagKey: () =>
        datazone.tagResource({
          resourceArn: `arn:aws:datazone:${server.region}:${server.accountId}:domain/${domainIdentifier}`,
          tags: { 'aws:mine': 'x' },
        }),
      arn: () => datazone.listTagsForResource({ resourceArn: 'domain' }),
      otherPartition: () =>
        datazone.listTagsForResource({
          resourceArn: `arn:aws-cn:datazone:${server.region}:${server.accountId}:domain/${domainIdentifier}`,
        }),
      longUser: () =>
        datazone.createUserProfile({
          domainIdentifier,
          userIdentifier: `arn:aws:iam::111122223333:user/${'x'.repeat(5_000_000)}`,
        }),
      groupTwice: () =>
        datazone.createGroupProfile({
          domainIdentifier,
          groupIdentifier: 'a',
          rolePrincipalArn: 'arn:aws:iam::111122223333:role/R',
        }),
    }
    for (const [what, call] of Object.entries(invalid)) {
      await assert.rejects(call, { name: 'ValidationException' }, what)
    }
    const oneTry = datazoneFor(server, { maxAttempts: 1 })
    await assert.rejects(
      oneTry.createGlossary({
        domainIdentifier,
        name: 'g',
        owningProjectIdentifier: projectIdentifier,
      }),
      (error: Error & { $metadata?: { httpStatusCode?: number } }) =>
        error.$metadata?.httpStatusCode === 501 && /CreateGlossary/.test(error.message),
    )
  })

  test('large prompts: the limits hold, and a search answers them in pages of bearable size', async () => {
    const domainIdentifier = await createWorkspace(datazone)
    const project = await datazone.createProject({ domainIdentifier, name: 'p' })
    const asset = {
      domainIdentifier,
      owningProjectIdentifier: project.id,
      name: 'large',
      typeIdentifier: promptType,
    }
    const text = 'ü'.repeat(299_980)
    const made: (string | undefined)[] = []
    for (let i = 0; i < 15; i++) {
      made.push((await datazone.createAsset({ ...asset, formsInput: form('BedrockPromptForm', text) })).id)
    }
    await assert.rejects(
      datazone.createAsset({ ...asset, formsInput: form('BedrockPromptForm', `${text}${text}`) }),
      { name: 'ValidationException' },
    )
    const found: (string | undefined)[][] = []
    for (let token: string | undefined, n = 0; n === 0 || token !== undefined; n++) {
      const answer = await datazone.search({
        domainIdentifier,
        searchScope: 'ASSET',
        additionalAttributes: ['FORMS'],
        nextToken: token,
      })
      found.push((answer.items ?? []).map(({ assetItem }) => assetItem?.identifier))
      token = answer.nextToken
    }
    assert.deepEqual(found.flat(), made)
    assert.equal(found.length, 2, 'no answer holds all of them')
  })

  test('what is put into a project while it is deleted goes with it or is refused', async () => {
    const domainIdentifier = await createWorkspace(datazone)
    const project = await datazone.createProject({ domainIdentifier, name: 'p' })
    const asset = {
      domainIdentifier,
      owningProjectIdentifier: project.id,
      name: 'n',
      typeIdentifier: noteType,
      formsInput: form('BedrockNoteForm', 'x'),
    }
    const { id: identifier } = await datazone.createAsset(asset)
    await Promise.allSettled([
      ...Array.from({ length: 12 }, () => datazone.createAsset(asset)),
      datazone.deleteProject({ domainIdentifier, identifier: project.id, skipDeletionCheck: true }),
      ...Array.from({ length: 12 }, () => datazone.createAsset(asset)),
      ...Array.from({ length: 4 }, () =>
        datazone.createAssetRevision({ domainIdentifier, identifier, name: 'again' }),
      ),
    ])
    await until('the end of the project', async () => {
      const { items = [] } = await datazone.listProjects({ domainIdentifier })
      return items.length === 0 ? true : undefined
    })
    const { items } = await datazone.search({ domainIdentifier, searchScope: 'ASSET' })
    assert.deepEqual(items, [])
  })
})
