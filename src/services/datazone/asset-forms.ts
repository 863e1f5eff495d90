import type { FormInput, FormOutput } from '@aws-sdk/client-datazone'
import { type AssetType, typeRevision } from './asset-types.ts'
import { invalid } from './errors.ts'

/**
 * The forms of a new revision: exactly those of the asset's type, each with a JSON object.
 * @throws ValidationException. Its message names no form and no content.
 */
export function readForms(type: AssetType, forms: readonly FormInput[]): readonly FormInput[] {
  const [form] = forms
  if (form === undefined || forms.length > 1) {
    throw invalid(`formsInput: an asset of this type has the form ${type.formName}, once.`)
  }
  if (form.formName !== type.formName) throw invalid('formsInput: the asset’s type has no form of this name.')
  if ((form.typeIdentifier ?? type.form.name) !== type.form.name) {
    throw invalid('formsInput: the form’s typeIdentifier is not that of the asset’s type.')
  }
  if ((form.typeRevision ?? typeRevision) !== typeRevision) {
    throw invalid('formsInput: the form’s type has no such revision.')
  }
  if (!isJsonObject(form.content)) throw invalid('formsInput: a form’s content is a JSON object.')
  return [{ formName: type.formName, typeIdentifier: type.form.name, typeRevision, content: form.content }]
}

function isJsonObject(text: string | undefined): boolean {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

export function formViews(forms: readonly FormInput[]): FormOutput[] {
  return forms.map(({ formName, typeIdentifier, typeRevision: revision, content }) => ({
    formName,
    typeName: typeIdentifier,
    typeRevision: revision,
    content,
  }))
}
