import type {
  BlueprintStage,
  DataAutomationProjectStage,
  DataAutomationProjectStatus,
} from '@aws-sdk/client-bedrock-data-automation'
import type { DataAutomationFacts } from '../../collectors/data-automation.ts'
import { dataAutomation } from '../../services.ts'
import { type Change, type FixContext, NotPlanned } from '../fix.ts'
import { bedrockKey } from '../key-needs.ts'
import { readWhole, resend } from '../resend.ts'
import { type Current, type Input, updateFix } from '../update.ts'

const encryption = {
  key: bedrockKey,
  withKey: (input: Input, keyArn: string): Input => ({
    ...input,
    encryptionConfiguration: { ...encryptionOf(input), kmsKeyId: keyArn },
  }),
  dataEffect: 'none',
} as const

const projects = updateFix<DataAutomationFacts>({
  ...encryption,
  service: 'bedrock-data-automation',
  operation: 'UpdateDataAutomationProject',
  reads: ['bedrock-data-automation:GetDataAutomationProject'],
  read: readProject,
})

const blueprints = updateFix<DataAutomationFacts>({
  ...encryption,
  service: 'bedrock-data-automation',
  operation: 'UpdateBlueprint',
  reads: ['bedrock-data-automation:GetBlueprint'],
  read: readBlueprint,
})

/** Projects and blueprints; a library has no update of its key. */
export const dataAutomationFix: Change<DataAutomationFacts> = {
  kind: 'change',
  reads: [...projects.reads, ...blueprints.reads],
  writes: [...projects.writes, ...blueprints.writes],
  key: bedrockKey,
  plan: async (context) => await partFix(context).plan(context),
  settled: (context, step) => partFix(context).settled(context, step),
}

function partFix({ resource }: FixContext<DataAutomationFacts>): Change<DataAutomationFacts> {
  if (resource.facts.kind === 'project') return projects
  if (resource.facts.kind === 'blueprint') return blueprints
  throw new NotPlanned(
    'NO_UPDATE',
    'Data Automation has no call that changes the key of a library: make a new one.',
  )
}

const projectSent = [
  ...['projectArn', 'projectStage', 'projectDescription', 'standardOutputConfiguration'],
  ...['customOutputConfiguration', 'overrideConfiguration', 'dataAutomationLibraryConfiguration'],
]
const projectIgnored = [
  'creationTime',
  'lastModifiedTime',
  'projectName',
  'projectType',
  'status',
  ...encrypted(),
]

function encrypted(): readonly string[] {
  return ['kmsKeyId', 'kmsEncryptionContext']
}

async function readProject({ api, resource }: FixContext<DataAutomationFacts>): Promise<Current> {
  const { GetDataAutomationProjectCommand } = await import('@aws-sdk/client-bedrock-data-automation')
  const command = new GetDataAutomationProjectCommand({
    projectArn: resource.uid,
    projectStage: resource.facts.stage as DataAutomationProjectStage | undefined,
  })
  const { project } = await readWhole(api, {
    service: dataAutomation,
    operation: 'GetDataAutomationProject',
    command,
    send: (client) => client.send(command),
  })
  if (project === undefined) throw new NotPlanned('GONE', 'It is not there any more.')
  return {
    input: { ...resend(project, projectSent, projectIgnored), ...encryptionConfiguration(project) },
    state: stateOf(project.status),
  }
}

function stateOf(status: DataAutomationProjectStatus | undefined): Current['state'] {
  if (status === 'FAILED') return 'failed'
  return status === 'IN_PROGRESS' ? 'pending' : 'settled'
}

async function readBlueprint({ api, resource }: FixContext<DataAutomationFacts>): Promise<Current> {
  const { GetBlueprintCommand } = await import('@aws-sdk/client-bedrock-data-automation')
  const command = new GetBlueprintCommand({
    blueprintArn: resource.uid,
    blueprintStage: resource.facts.stage as BlueprintStage | undefined,
  })
  const { blueprint } = await readWhole(api, {
    service: dataAutomation,
    operation: 'GetBlueprint',
    command,
    send: (client) => client.send(command),
  })
  if (blueprint === undefined) throw new NotPlanned('GONE', 'It is not there any more.')
  const ignored = [
    ...['type', 'creationTime', 'lastModifiedTime', 'blueprintName', 'blueprintVersion', ...encrypted()],
    ...['optimizationSamples', 'optimizationTime'],
  ]
  return {
    input: {
      ...resend(blueprint, ['blueprintArn', 'schema', 'blueprintStage'], ignored),
      ...encryptionConfiguration(blueprint),
    },
  }
}

function encryptionConfiguration({
  kmsKeyId,
  kmsEncryptionContext,
}: {
  kmsKeyId?: string | undefined
  kmsEncryptionContext?: Record<string, string> | undefined
}): Input {
  return kmsKeyId === undefined ? {} : { encryptionConfiguration: { kmsKeyId, kmsEncryptionContext } }
}

function encryptionOf({ encryptionConfiguration }: Input): object {
  return typeof encryptionConfiguration === 'object' && encryptionConfiguration !== null
    ? encryptionConfiguration
    : {}
}
