/** The managed types of assets that a workspace keeps: prompts and notes. Each has one form. */

import type { FormEntryOutput, GetAssetTypeOutput, GetFormTypeOutput } from '@aws-sdk/client-datazone'
import { namedMissing } from './errors.ts'

export interface FormType {
  readonly name: string
  readonly description: string
  /** Smithy IDL, as DataZone models forms. */
  readonly model: string
}

export interface AssetType {
  readonly name: string
  readonly description: string
  readonly formName: string
  readonly form: FormType
}

export const typeRevision = '1'
const owner = 'amazon.datazone'

const promptForm: FormType = {
  name: `${owner}.BedrockPromptFormType`,
  description: 'A prompt and the model it is for.',
  model: [
    'structure BedrockPromptFormType {',
    '  text: String',
    '  modelId: String',
    '  inferenceParameters: Document',
    '}',
  ].join('\n'),
}

const noteForm: FormType = {
  name: `${owner}.BedrockNoteFormType`,
  description: 'A note.',
  model: ['structure BedrockNoteFormType {', '  text: String', '}'].join('\n'),
}

export const assetTypes: readonly AssetType[] = [
  {
    name: `${owner}.BedrockPromptAssetType`,
    description: 'A prompt of a Bedrock workspace.',
    formName: 'BedrockPromptForm',
    form: promptForm,
  },
  {
    name: `${owner}.BedrockNoteAssetType`,
    description: 'A note of a Bedrock workspace.',
    formName: 'BedrockNoteForm',
    form: noteForm,
  },
]

export const formTypes: readonly FormType[] = assetTypes.map(({ form }) => form)

/** @throws ResourceNotFoundException, also for a revision other than the one there is. */
export function getAssetType(domainId: string, name: string, revision: string | undefined): AssetType {
  const found = assetTypes.find((type) => type.name === name)
  if (found === undefined || (revision ?? typeRevision) !== typeRevision) {
    throw namedMissing('Asset type', domainId)
  }
  return found
}

/** @throws ResourceNotFoundException, also for a revision other than the one there is. */
export function getFormType(domainId: string, name: string, revision: string | undefined): FormType {
  const found = formTypes.find((type) => type.name === name)
  if (found === undefined || (revision ?? typeRevision) !== typeRevision) {
    throw namedMissing('Form type', domainId)
  }
  return found
}

/** @param createdAt of the domain, with which they came: milliseconds since the epoch. */
export function assetTypeView(domainId: string, type: AssetType, createdAt: number): GetAssetTypeOutput {
  const form: FormEntryOutput = { typeName: type.form.name, typeRevision, required: true }
  return {
    domainId,
    name: type.name,
    revision: typeRevision,
    description: type.description,
    formsOutput: { [type.formName]: form },
    owningProjectId: owner,
    createdAt: new Date(createdAt),
    createdBy: owner,
  }
}

export function formTypeView(domainId: string, type: FormType, createdAt: number): GetFormTypeOutput {
  return {
    domainId,
    name: type.name,
    revision: typeRevision,
    description: type.description,
    model: { smithy: type.model },
    owningProjectId: owner,
    status: 'ENABLED',
    createdAt: new Date(createdAt),
    createdBy: owner,
  }
}
