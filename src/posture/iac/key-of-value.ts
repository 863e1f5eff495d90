/** Whose key a template names. */

import type { KeyFacts, KeyReference } from '../keys/key-facts.ts'
import { isAwsAlias, parseKeyReference } from '../keys/key-reference.ts'
import type { IacMapping } from './iac-mapping.ts'
import { type IacValue, unknownText } from './iac-value.ts'
import { propertiesAt } from './property.ts'
import type { IacResource, Template } from './template.ts'

/** In a template every place is the one it is deployed to. */
const here = { partition: 'aws', region: '', account: '' }

const noFacts: Omit<KeyFacts, 'ref' | 'class' | 'reasonCode'> = {
  arn: null,
  state: null,
  spec: null,
  usage: null,
  origin: null,
  manager: null,
  account: '',
  region: '',
}

const absentReasons = {
  AWS_OWNED: 'KEY_AWS_OWNED',
  AWS_MANAGED: 'KEY_AWS_MANAGED',
  NONE: 'NOT_ENCRYPTED',
  UNKNOWN: 'KEY_ABSENT_UNKNOWN',
} as const

const keyTypes = new Set([
  'AWS::KMS::Key',
  'AWS::KMS::ReplicaKey',
  'aws_kms_key',
  'aws_kms_external_key',
  'aws_kms_replica_key',
  'aws_kms_replica_external_key',
])
const aliasTypes = new Set(['AWS::KMS::Alias', 'aws_kms_alias'])
/** Aliases may stand for aliases only by mistake. */
const hopsMax = 4

/** Never throws: what cannot be told is UNKNOWN, KEY_UNPROVEN. */
export function keyOfValue(template: Template, value: IacValue, mapping: IacMapping, hops = 0): KeyFacts {
  if (hops > hopsMax) return unproven(null)
  switch (value.kind) {
    case 'absent':
      return absent(mapping)
    case 'known':
      return keyOfText(template, String(value.value), mapping, hops)
    case 'reference':
      return keyOfResource(template, value.address, mapping, hops)
    case 'unknown':
      return keyOfUnknown(template, value, mapping, hops)
    default:
      return unproven(null)
  }
}

function absent({ absent: means, absentAlias, absentReason }: IacMapping): KeyFacts {
  const arn = absentAlias ?? null
  return {
    ...noFacts,
    ref: null,
    arn,
    class: means,
    reasonCode: absentReason ?? absentReasons[means],
  }
}

function keyOfText(template: Template, text: string, mapping: IacMapping, hops: number): KeyFacts {
  const parsed = parseKeyReference(text, here)
  switch (parsed.kind) {
    case 'absent':
      return absent(mapping)
    case 'service-key':
      return { ...noFacts, ref: text, class: 'AWS_OWNED', reasonCode: 'KEY_AWS_OWNED' }
    case 'aws-alias':
      return awsManaged(text)
    case 'unparsable':
      return { ...noFacts, ref: text, class: 'UNKNOWN', reasonCode: 'KEY_REF_UNPARSABLE' }
  }
  const named = [...template.resources.values(), ...template.known.values()].find(
    (resource) =>
      // An alias's ARN may be one of another account, with the same name.
      isKeyOrAlias(resource.type) && namesOf(resource).has(text),
  )
  return named === undefined ? unproven(text) : keyOfResource(template, named.address, mapping, hops)
}

/** Texts by which a resource may be named besides references: its ARN and id where they are known, an alias's name and key. */
function namesOf({ properties }: IacResource): Set<string> {
  const names = ['AliasName', 'name', 'arn', 'key_id', 'id', 'target_key_arn', 'target_key_id'].map(
    (member) => properties.get(member),
  )
  return new Set(names.flatMap((value) => (value?.kind === 'known' ? [String(value.value)] : [])))
}

function isKeyOrAlias(type: string): boolean {
  return keyTypes.has(type) || aliasTypes.has(type)
}

function keyOfResource(template: Template, address: string, mapping: IacMapping, hops: number): KeyFacts {
  const resource = template.resources.get(address) ?? template.known.get(address)
  if (resource === undefined) return unproven(address)
  if (aliasTypes.has(resource.type)) return keyOfAlias(template, resource, mapping, hops)
  if (!keyTypes.has(resource.type)) return unproven(address)
  const text = (name: string, ...others: string[]) => knownText(resource, [name, ...others])
  const manager = text('key_manager')
  if (manager === 'AWS') return awsManaged(address)
  if (isData(address) && manager !== 'CUSTOMER') return keyOfData(resource)
  // Which of several, or under which condition: then nobody knows whether it works.
  if (deciding.some((name) => isOpen(resource.properties.get(name))))
    return { ...unproven(address), reasonCode: 'KEY_UNPROVEN' }
  const enabled = knownText(resource, ['Enabled', 'is_enabled', 'enabled'])
  return {
    ...noFacts,
    ref: address,
    class: 'CUSTOMER',
    reasonCode: 'KEY_CUSTOMER_MANAGED',
    manager: 'CUSTOMER',
    origin: text('Origin', 'origin') ?? 'AWS_KMS',
    state: text('key_state') ?? (enabled === 'false' ? 'Disabled' : 'Enabled'),
    spec: text('KeySpec', 'customer_master_key_spec', 'key_spec') ?? 'SYMMETRIC_DEFAULT',
    usage: text('KeyUsage', 'key_usage') ?? 'ENCRYPT_DECRYPT',
  }
}

const deciding = ['Enabled', 'is_enabled', 'KeySpec', 'customer_master_key_spec', 'KeyUsage', 'key_usage']

function isOpen(value: IacValue | undefined): boolean {
  return value !== undefined && value.kind !== 'known' && value.kind !== 'absent'
}

function isData(address: string): boolean {
  return /(?:^|\.)data\./.test(address)
}

/** A key that is there already, whose manager the plan does not tell: the name it is looked up by may. */
function keyOfData(data: IacResource): KeyFacts {
  const name = knownText(data, ['key_id'])
  if (name !== null && isAwsAlias(name)) return awsManaged(name)
  return unproven(data.address)
}

function knownText({ properties }: IacResource, names: readonly string[]): string | null {
  for (const name of names) {
    const value = properties.get(name)
    if (value?.kind === 'known') return String(value.value)
  }
  return null
}

/** CreateAlias takes customer-managed keys only, so the name proves the owner even where the target is not known. */
function keyOfAlias(template: Template, alias: IacResource, mapping: IacMapping, hops: number): KeyFacts {
  const name = knownText(alias, ['AliasName', 'name'])
  if (name !== null && isAwsAlias(name)) return awsManaged(name)
  const [target] = ['TargetKeyId', 'target_key_id', 'target_key_arn'].flatMap((path) =>
    propertiesAt(alias.properties, path).filter(({ value }) => value.kind !== 'absent'),
  )
  const key = target === undefined ? unproven(name) : keyOfValue(template, target.value, mapping, hops + 1)
  if (key.class !== 'UNKNOWN' || name === null) return key
  return {
    ...noFacts,
    ref: name,
    class: 'CUSTOMER',
    reasonCode: 'KEY_CUSTOMER_MANAGED',
    manager: 'CUSTOMER',
    state: 'Enabled',
    spec: 'SYMMETRIC_DEFAULT',
    usage: 'ENCRYPT_DECRYPT',
  }
}

function keyOfUnknown(
  template: Template,
  { why, text, addresses }: Extract<IacValue, { kind: 'unknown' }>,
  mapping: IacMapping,
  hops: number,
): KeyFacts {
  if (text !== null && isAwsAlias(text)) return awsManaged(text.replaceAll(unknownText, '…'))
  const keys = addresses.filter((address) =>
    isKeyOrAlias((template.resources.get(address) ?? template.known.get(address))?.type ?? ''),
  )
  // Of an expression of a key and something else, the something else may be the answer.
  if (text === null && addresses.length > 1) return unproven(why)
  const [only, another] = keys
  return only !== undefined && another === undefined
    ? keyOfResource(template, only, mapping, hops)
    : unproven(why)
}

function awsManaged(ref: string): KeyFacts {
  return { ...noFacts, ref, class: 'AWS_MANAGED', reasonCode: 'KEY_AWS_MANAGED', manager: 'AWS' }
}

function unproven(ref: string | null): KeyFacts {
  return { ...noFacts, ref, class: 'UNKNOWN', reasonCode: 'KEY_UNPROVEN' }
}

/** For `judgeKey`. */
export function referenceOf(resource: IacResource, mapping: IacMapping, key: KeyFacts): KeyReference {
  return {
    ref: key.ref,
    absent: mapping.absent,
    ...(mapping.absentReason !== undefined && { absentReason: mapping.absentReason }),
    ...(mapping.absentAlias !== undefined && { absentAlias: mapping.absentAlias }),
    api: resource.type,
    path: mapping.path,
    region: '',
  }
}
