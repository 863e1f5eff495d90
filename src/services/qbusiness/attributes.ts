import type { DocumentAttribute } from '@aws-sdk/client-qbusiness'
import { fieldInvalid } from './errors.ts'

/** A document attribute as it rests and as filters compare it: dates are milliseconds since the epoch. */
export interface Attribute {
  readonly name: string
  readonly value: AttributeValue
}

export type AttributeValue =
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'list'; readonly value: readonly string[] }
  | { readonly kind: 'long'; readonly value: number }
  | { readonly kind: 'date'; readonly value: number }

/** @throws ValidationException when the value is none of the union's members. */
export function readAttribute(attribute: DocumentAttribute, field: string): Attribute {
  const { name, value } = attribute
  if (name === undefined || value === undefined)
    throw fieldInvalid(field, 'An attribute has a name and a value.')
  if (value.stringValue !== undefined) return { name, value: { kind: 'string', value: value.stringValue } }
  if (value.stringListValue !== undefined)
    return { name, value: { kind: 'list', value: value.stringListValue } }
  if (value.longValue !== undefined) return { name, value: { kind: 'long', value: value.longValue } }
  if (value.dateValue !== undefined)
    return { name, value: { kind: 'date', value: value.dateValue.getTime() } }
  throw fieldInvalid(
    field,
    'An attribute needs one of stringValue, stringListValue, longValue and dateValue.',
  )
}

export function readAttributes(
  attributes: readonly DocumentAttribute[],
  field: string,
): readonly Attribute[] {
  const names = new Set<string>()
  return attributes.map((attribute) => {
    const read = readAttribute(attribute, field)
    if (names.has(read.name)) throw fieldInvalid(field, 'An attribute is given twice.')
    names.add(read.name)
    return read
  })
}

/** What only the service knows of a document: its word is the only one, also where it has none (a document of no data source). */
const setByService = new Set(['_document_id', '_data_source_id'])

/**
 * A document's attributes without those that the service sets. They are no error: connectors written for a custom data
 * source send them along.
 * @throws ValidationException as `readAttributes`.
 */
export function readOwnAttributes(
  attributes: readonly DocumentAttribute[],
  field: string,
): readonly Attribute[] {
  return readAttributes(attributes, field).filter(({ name }) => !setByService.has(name))
}

export function writeAttribute({ name, value }: Attribute): DocumentAttribute {
  switch (value.kind) {
    case 'string':
      return { name, value: { stringValue: value.value } }
    case 'list':
      return { name, value: { stringListValue: [...value.value] } }
    case 'long':
      return { name, value: { longValue: value.value } }
    case 'date':
      return { name, value: { dateValue: new Date(value.value) } }
  }
}

/** The text of a string attribute, or undefined. */
export function stringAttribute(attributes: readonly Attribute[], name: string): string | undefined {
  const found = attributes.find((attribute) => attribute.name === name)
  return found?.value.kind === 'string' ? found.value.value : undefined
}
