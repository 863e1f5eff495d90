/** Bedrock Studio workspaces through the unmodified DataZone client. */

import assert from 'node:assert/strict'
import { type CreateDomainInput, DataZone, type DataZoneClientConfig } from '@aws-sdk/client-datazone'
import { until } from '../../src/cli/tour/expect.ts'
import type { TestServer } from './servers.ts'

export const promptType = 'amazon.datazone.BedrockPromptAssetType'
export const noteType = 'amazon.datazone.BedrockNoteAssetType'

export function datazoneFor(
  { endpoint, region, credentials }: Pick<TestServer, 'endpoint' | 'region' | 'credentials'>,
  overrides: Pick<DataZoneClientConfig, 'credentials' | 'maxAttempts'> = {},
): DataZone {
  return new DataZone({ endpoint, region, credentials, ...overrides })
}

export async function newKeyArn({ admin }: TestServer, request = {}): Promise<string> {
  return (await admin.kms.createKey(request)).KeyMetadata?.Arn as string
}

/** AVAILABLE. */
export async function createWorkspace(
  datazone: DataZone,
  request: Partial<CreateDomainInput> = {},
): Promise<string> {
  const { id } = await datazone.createDomain({ name: 'studio', ...request })
  await until('an AVAILABLE domain', async () =>
    (await datazone.getDomain({ identifier: id })).status === 'AVAILABLE' ? true : undefined,
  )
  return id as string
}

export async function untilGone(datazone: DataZone, domainId: string): Promise<void> {
  await until('the end of the domain', async () => {
    const answer = await datazone
      .getDomain({ identifier: domainId })
      .catch((error: Error) => error.name === 'ResourceNotFoundException')
    return answer === true ? true : undefined
  })
}

/** A deleted domain's grants are retired last, when it is found no more. */
export async function untilGrantsAre({ admin }: TestServer, keyArn: string, count: number): Promise<void> {
  await until(`${count} grants`, async () => {
    const { Grants = [] } = await admin.kms.listGrants({ KeyId: keyArn })
    return Grants.length === count ? true : undefined
  })
}

export const form = (formName: 'BedrockPromptForm' | 'BedrockNoteForm', text: string) => [
  { formName, content: JSON.stringify({ text }) },
]

/** A workspace with something of everything. */
export async function fillWorkspace(datazone: DataZone, domainIdentifier: string) {
  const users = await Promise.all(
    [
      { userIdentifier: 'ann@example.com', userType: 'SSO_USER' as const },
      { userIdentifier: 'arn:aws:iam::111122223333:role/Analyst', userType: 'IAM_ROLE' as const },
    ].map((user) => datazone.createUserProfile({ domainIdentifier, ...user })),
  )
  await datazone.updateUserProfile({
    domainIdentifier,
    userIdentifier: users[1]?.id,
    type: 'IAM',
    status: 'DEACTIVATED',
  })
  const group = await datazone.createGroupProfile({ domainIdentifier, groupIdentifier: 'Data Team' })
  const project = await datazone.createProject({
    domainIdentifier,
    name: 'claims',
    description: 'Claims by letter',
    resourceTags: { cost: '42' },
  })
  const projectIdentifier = project.id as string
  for (const [member, designation] of [
    [{ userIdentifier: users[0]?.id as string }, 'PROJECT_OWNER'],
    [{ userIdentifier: users[1]?.id as string }, 'PROJECT_CONTRIBUTOR'],
    [{ groupIdentifier: group.id as string }, 'PROJECT_CATALOG_VIEWER'],
  ] as const) {
    await datazone.createProjectMembership({ domainIdentifier, projectIdentifier, member, designation })
  }
  const { items: blueprints = [] } = await datazone.listEnvironmentBlueprints({
    domainIdentifier,
    managed: true,
    name: 'AmazonBedrockGenerativeAI',
  })
  const blueprintId = blueprints[0]?.id as string
  await datazone.putEnvironmentBlueprintConfiguration({
    domainIdentifier,
    environmentBlueprintIdentifier: blueprintId,
    enabledRegions: ['eu-central-1'],
    provisioningRoleArn: 'arn:aws:iam::111122223333:role/Provisioning',
    regionalParameters: { 'eu-central-1': { defaultTextModel: 'anthropic.claude', defaultImageModel: 'sd' } },
  })
  const prompt = await datazone.createAsset({
    domainIdentifier,
    owningProjectIdentifier: projectIdentifier,
    name: 'Summarise a claim',
    description: 'For the first reader',
    externalIdentifier: 'claims/1',
    typeIdentifier: promptType,
    formsInput: form('BedrockPromptForm', 'Summarise this claim in three lines.'),
  })
  await datazone.createAssetRevision({
    domainIdentifier,
    identifier: prompt.id,
    name: 'Summarise a claim, shorter',
    formsInput: form('BedrockPromptForm', 'Summarise this claim in one line.'),
  })
  const note = await datazone.createAsset({
    domainIdentifier,
    owningProjectIdentifier: projectIdentifier,
    name: 'Observations',
    typeIdentifier: noteType,
    formsInput: form('BedrockNoteForm', 'It forgets the date of the accident.'),
  })
  return {
    projectId: projectIdentifier,
    blueprintId,
    promptId: prompt.id as string,
    noteId: note.id as string,
    userIds: users.map(({ id }) => id as string),
    groupId: group.id as string,
  }
}

/** Marks in everything that a customer writes, in what is replaced and in what is refused. */
export async function putMarksInWorkspace(
  datazone: DataZone,
  kmsKeyIdentifier: string | undefined,
  marked: (what: string) => string,
): Promise<void> {
  const tags = () => ({ [marked('domainTag')]: marked('domainTagValue') })
  const named = () => ({ name: marked('domainName'), description: marked('domainDescription') })
  const domainIdentifier = await createWorkspace(datazone, { ...named(), tags: tags(), kmsKeyIdentifier })
  await datazone.updateDomain({ identifier: domainIdentifier, ...named() })
  const { arn: resourceArn } = await datazone.getDomain({ identifier: domainIdentifier })
  await datazone.tagResource({ resourceArn, tags: tags() })
  await datazone.untagResource({ resourceArn, tagKeys: [marked('untaggedKey')] })

  const user = { domainIdentifier, userIdentifier: marked('userName'), userType: 'SSO_USER' as const }
  const { id: userIdentifier = '' } = await datazone.createUserProfile(user)
  const groupIdentifier = marked('groupName')
  await datazone.createGroupProfile({ domainIdentifier, groupIdentifier })
  const searchText = marked('searchText')
  await datazone.searchUserProfiles({ domainIdentifier, userType: 'DATAZONE_USER', searchText })
  const project = await datazone.createProject({
    domainIdentifier,
    name: marked('projectName'),
    description: marked('projectDescription'),
    projectCategory: marked('category'),
    resourceTags: { [marked('projectTag')]: marked('projectTagValue') },
    membershipAssignments: [{ member: { userIdentifier }, designation: 'PROJECT_OWNER' }],
  })
  await datazone.updateProject({ domainIdentifier, identifier: project.id, name: marked('renamedProject') })
  await datazone.listProjects({ domainIdentifier, name: marked('soughtProject') })
  await datazone.createProjectMembership({
    domainIdentifier,
    projectIdentifier: project.id,
    member: { groupIdentifier },
    designation: 'PROJECT_CONTRIBUTOR',
  })
  const name = marked('blueprintName')
  await datazone.listEnvironmentBlueprints({ domainIdentifier, name })
  const { items = [] } = await datazone.listEnvironmentBlueprints({ domainIdentifier })
  await datazone.putEnvironmentBlueprintConfiguration({
    domainIdentifier,
    environmentBlueprintIdentifier: items[0]?.id,
    enabledRegions: ['eu-central-1'],
    regionalParameters: { 'eu-central-1': { [marked('parameter')]: marked('parameterValue') } },
    globalParameters: { [marked('globalParameter')]: marked('globalValue') },
  })
  const prompt = (what: string) => ({
    domainIdentifier,
    name: marked(`${what}Name`),
    description: marked(`${what}Description`),
    formsInput: form('BedrockPromptForm', marked(`${what}Text`)),
    clientToken: what,
  })
  const { id: identifier } = await datazone.createAsset({
    ...prompt('prompt'),
    owningProjectIdentifier: project.id,
    externalIdentifier: marked('externalIdentifier'),
    typeIdentifier: promptType,
  })
  await datazone.createAssetRevision({ ...prompt('revision'), identifier })
  await datazone.search({ domainIdentifier, searchScope: 'ASSET', searchText: marked('soughtText') })
  const refused: (() => Promise<unknown>)[] = [
    () => datazone.createAssetRevision({ ...prompt('revision'), identifier }),
    () => datazone.createAssetRevision({ ...prompt('stray'), identifier: 'nothing' }),
    () =>
      datazone.createAsset({
        ...prompt('typeless'),
        owningProjectIdentifier: project.id,
        typeIdentifier: marked('assetType'),
      }),
    () =>
      datazone.createAsset({
        ...prompt('formless'),
        owningProjectIdentifier: project.id,
        typeIdentifier: promptType,
        formsInput: [{ formName: marked('formName'), content: marked('notJson') }],
      }),
    () => datazone.createProject({ domainIdentifier, name: `${marked('refusedProject')}/` }),
    () => datazone.getUserProfile({ domainIdentifier, userIdentifier: marked('nobody') }),
    () => datazone.getGroupProfile({ domainIdentifier, groupIdentifier: marked('noGroup') }),
    () => datazone.createDomain({ name: marked('refusedDomain'), tags: { 'aws:x': marked('refusedTag') } }),
  ]
  for (const call of refused) await assert.rejects(call)
}
