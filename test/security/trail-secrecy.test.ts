/** What customers write goes back to them in errors; the trail, the log and the metrics never keep it. */

import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { createApplication } from '../support/application.ts'
import { bedrockOf, guardrail } from '../support/bedrock.ts'
import { type Needle, searchBytes, searchFolder, textNeedle } from '../support/needles.ts'
import { startTestServer, type TestServer } from '../support/servers.ts'
import { createWorkspace, datazoneFor, promptType } from '../support/workspaces.ts'

test('values that a request was refused for are in no trail record, file, log line or metric', async (t) => {
  const server = await startTestServer(t, { KEYHOLD_LOG: 'trace' })
  const needles: Needle[] = []
  const marked = (what: string) => {
    const text = `marked${what}${randomBytes(6).toString('hex')}`
    needles.push(textNeedle(what, text))
    return text
  }
  const tooLong = (what: string) => marked(what).padEnd(8_000, 'x')
  const { qbusiness } = server.admin
  const application = await createApplication(server.admin, undefined, { identityType: 'AWS_IAM_IDC' })
  const { applicationId } = application
  const resourceARN = `arn:aws:qbusiness:${server.region}:${server.accountId}:application/${applicationId}`
  const user = (id: string) => ({
    accessControls: [{ principals: [{ user: { id, access: 'ALLOW' as const } }] }],
  })
  const put = (document: object) =>
    qbusiness.batchPutDocument({ ...application, documents: [{ id: 'x', ...document }] })

  const refused: (() => Promise<unknown>)[] = [
    () => qbusiness.createApplication({ displayName: `!${marked('name')}` }),
    () => qbusiness.createApplication({ displayName: 'x', description: tooLong('description') }),
    () =>
      qbusiness.createApplication({
        displayName: 'x',
        tags: [{ key: tooLong('tagKey'), value: tooLong('tagValue') }],
      }),
    () => qbusiness.createApplication({ displayName: 'x', clientToken: tooLong('clientToken') }),
    () => qbusiness.updateApplication({ applicationId, displayName: `!${marked('newName')}` }),
    () => qbusiness.createIndex({ applicationId, displayName: `!${marked('indexName')}` }),
    () => qbusiness.tagResource({ resourceARN, tags: [{ key: 'aws:x', value: marked('reservedTag') }] }),
    () => qbusiness.untagResource({ resourceARN, tagKeys: [tooLong('untagged')] }),
    () => put({ id: tooLong('documentId') }),
    () => put({ title: tooLong('title') }),
    () => put({ contentType: marked('contentType') }),
    () =>
      put({
        attributes: [{ name: tooLong('attribute'), value: { stringValue: tooLong('attributeValue') } }],
      }),
    () => put({ accessConfiguration: user(tooLong('reader')) }),
    () => put({ content: { s3: { bucket: marked('bucket'), key: marked('objectKey') } }, title: 1 }),
    () => qbusiness.getGroup({ ...application, groupName: marked('group') }),
    () => qbusiness.getGroup({ ...application, groupName: tooLong('longGroup') }),
    () => qbusiness.chatSync({ applicationId, userId: tooLong('userId'), userMessage: 'x' }),
    () => qbusiness.chatSync({ applicationId, userGroups: [tooLong('userGroup')], userMessage: 'x' }),
    () => qbusiness.chatSync({ applicationId, userMessage: tooLong('question') }),
    () =>
      qbusiness.chatSync({
        applicationId,
        userMessage: marked('filtered'),
        attributeFilter: { equalsTo: { name: marked('filterName'), value: {} as never } },
      }),
    () => qbusiness.listDocuments({ ...application, nextToken: marked('pageToken') }),
    () =>
      qbusiness.searchRelevantContent({
        applicationId,
        queryText: marked('query'),
        contentSource: { retriever: { retrieverId: randomUUID() } },
      }),
    () => server.admin.kms.decrypt({ CiphertextBlob: Buffer.from(marked('ciphertext').repeat(9)) }),
    () => server.admin.kms.encrypt({ KeyId: 'alias/none', Plaintext: Buffer.from(marked('plaintext')) }),
    () => server.admin.kms.encrypt({ KeyId: 'x', Plaintext: Buffer.from(tooLong('longPlaintext')) }),
  ]
  refused.push(...(await refusedGuardrails(server, marked, tooLong)))
  refused.push(...(await refusedWorkspaces(server, marked, tooLong)))
  for (const call of refused) await assert.rejects(call(), String(call))
  await assert.rejects(qbusiness.createApplication({ displayName: `!${marked('echoed')}` }), {
    message: /Value '!markedechoed/,
  })

  const metrics = Buffer.from(await (await fetch(`${server.endpoint}/metrics`)).arrayBuffer())
  assert.deepEqual(searchBytes('metrics', metrics, needles), [])
  await server.stop()
  assert.deepEqual(searchBytes('output', Buffer.from(server.output()), needles), [])
  assert.deepEqual(searchFolder(server.dataFolder, needles).finds, [])
})

type Marker = (what: string) => string

async function refusedGuardrails(server: TestServer, marked: Marker, tooLong: Marker) {
  const { bedrock, runtime } = bedrockOf(server, server.admin)
  const { guardrailId, guardrailArn: resourceARN } = await bedrock.createGuardrail(guardrail())
  const create = (request: Parameters<typeof guardrail>[0]) => bedrock.createGuardrail(guardrail(request))
  const regex = (pattern: string) =>
    create({
      sensitiveInformationPolicyConfig: {
        regexesConfig: [{ name: marked('regexName'), pattern, action: 'BLOCK' }],
      },
    })
  const topic = { name: `${marked('topic')}#`, definition: tooLong('definition'), type: 'DENY' } as const
  return [
    () => create({ name: `!${marked('guardrailName')}` }),
    () => create({ description: tooLong('guardrailDescription') }),
    () => create({ topicPolicyConfig: { topicsConfig: [{ ...topic, examples: [tooLong('example')] }] } }),
    () => regex(`(?=${marked('lookAround')})`),
    () => regex(`(${marked('openGroup')}`),
    () => create({ crossRegionConfig: { guardrailProfileIdentifier: marked('profile') } }),
    () => create({ clientRequestToken: `_${marked('requestToken')}` }),
    () => bedrock.tagResource({ resourceARN, tags: [{ key: 'aws:x', value: marked('awsTag') }] }),
    () => bedrock.tagResource({ resourceARN, tags: [{ key: `#${marked('key')}`, value: tooLong('value') }] }),
    () => bedrock.untagResource({ resourceARN, tagKeys: [tooLong('untaggedKey')] }),
    () => bedrock.listGuardrails({ nextToken: marked('guardrailPage') }),
    () =>
      runtime.applyGuardrail({
        guardrailIdentifier: guardrailId,
        guardrailVersion: 'DRAFT',
        source: marked('source') as 'INPUT',
        content: [{ text: { text: marked('applied') } }],
      }),
  ]
}

async function refusedWorkspaces(server: TestServer, marked: Marker, tooLong: Marker) {
  const datazone = datazoneFor(server)
  const domainIdentifier = await createWorkspace(datazone)
  const { id: owningProjectIdentifier } = await datazone.createProject({ domainIdentifier, name: 'p' })
  const parameters = { [marked('region')]: { [marked('parameter')]: marked('parameterValue') } }
  const asset = { domainIdentifier, owningProjectIdentifier, name: 'n', typeIdentifier: promptType }
  const search = { domainIdentifier, searchScope: 'ASSET' } as const
  return [
    () => datazone.listProjects({ domainIdentifier, name: `${marked('projectName')}#` }),
    () =>
      datazone.putEnvironmentBlueprintConfiguration({
        domainIdentifier,
        environmentBlueprintIdentifier: 'x',
        enabledRegions: [marked('enabled')],
        regionalParameters: parameters,
      }),
    () => datazone.createAsset({ ...asset, name: tooLong('assetName') }),
    () => datazone.createAsset({ ...asset, typeIdentifier: marked('assetType') }),
    () =>
      datazone.createAsset({ ...asset, formsInput: [{ formName: marked('form'), content: marked('no') }] }),
    () => datazone.search({ ...search, searchText: tooLong('sought') }),
    () =>
      datazone.search({ ...search, filters: { filter: { attribute: marked('by'), value: marked('of') } } }),
    () =>
      datazone.createProjectMembership({
        domainIdentifier,
        projectIdentifier: owningProjectIdentifier,
        designation: 'PROJECT_OWNER',
        member: { userIdentifier: marked('member') },
      }),
    () =>
      datazone.createDomain({ name: marked('domain'), tags: { [`#${marked('tagName')}`]: tooLong('tag') } }),
    () => datazone.listProjects({ domainIdentifier, nextToken: marked('projectPage') }),
  ]
}
