/** CloudFormation, SAM and what CDK writes, in YAML or JSON, into resources with the lines they stand on. */

import { isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, type YAMLMap } from 'yaml'
import type { IacValue } from '../iac-value.ts'
import { type IacResource, inlineSkips, type Template, TemplateError } from '../template.ts'
import { decide } from './conditions.ts'
import { evaluate, nameOf, pairsOf, resolved, type Scope, valuesMax } from './intrinsics.ts'
import { placeOf, type Source } from './source.ts'

/** @throws TemplateError when the text is YAML or JSON of something else, or broken */
export function readCloudFormation(file: string, text: string): Template {
  const lines = new LineCounter()
  // Tags such as !Ref are looked at here; the library would warn of each.
  const document = parseDocument(text, {
    lineCounter: lines,
    logLevel: 'silent',
    merge: true,
    uniqueKeys: false,
  })
  const [error] = document.errors
  if (error !== undefined) throw new TemplateError(`${file}: ${error.message.split('\n')[0]}`)
  const root = document.contents
  const section = sectionOf(root, 'Resources')
  if (section === null) throw new TemplateError(`${file} has no Resources: it is no CloudFormation template.`)
  const source: Source = { file, text, lines }
  const plain = plainSections(root)
  const scope: Scope = {
    source,
    document,
    resources: new Set(),
    parameters: parametersOf(plain.Parameters),
    conditions: new Map(Object.keys(plain.Conditions).map((name) => [name, decide(plain.Conditions, name)])),
    mappings: plain.Mappings,
    budget: valuesMax,
    anchors: new Map(),
  }
  const entries = entriesOf(scope, section)
  for (const { pair } of entries) scope.resources.add(nameOf(pair))
  const globals = sectionOf(root, 'Globals')
  const resources = entries.flatMap(({ pair, next }) => {
    const resource = resourceOf(scope, pair, next, globals)
    return resource === null ? [] : [[resource.address, resource] as const]
  })
  return {
    file,
    format: 'cloudformation',
    resources: new Map(resources),
    known: new Map(),
    macros: macrosOf(root, section),
  }
}

/** Those of AWS's that are read here as they stand, or add nothing that rules look at. */
const harmlessMacros = /^AWS::(?:Serverless-|LanguageExtensions|CodeDeployBlueGreen|SecretsManager-)/

function macrosOf(root: unknown, section: YAMLMap<unknown, unknown>): readonly string[] {
  const named = isMap(root) ? longForm(root.get('Transform', true), 0) : null
  const names = [named]
    .flat()
    .map((each) => (typeof each === 'string' ? each : each === null ? null : 'Fn::Transform'))
  const inside = section.items.some((pair) => nameOf(pair) === 'Fn::Transform') ? ['AWS::Include'] : []
  return [...names, ...inside].filter((name) => name !== null && !harmlessMacros.test(name)) as string[]
}

function sectionOf(node: unknown, name: string): YAMLMap<unknown, unknown> | null {
  if (!isMap(node)) return null
  const section = node.get(name, true)
  return isMap(section) ? section : null
}

interface Entry {
  readonly pair: Pair
  /** What stands behind it. */
  readonly next: Pair | undefined
}

const loopsMax = 8

/**
 * Those of loops among them (`Fn::ForEach::…`), once each, under the name as it is written: what the loop puts in is not known
 * ("Fn::ForEach", CloudFormation Template Reference).
 */
function entriesOf(scope: Scope, section: YAMLMap<unknown, unknown>, depth = 0): readonly Entry[] {
  const pairs = pairsOf(scope, section)
  return pairs.flatMap((pair, index): readonly Entry[] => {
    const body = resolved(scope, pair.value)
    if (!nameOf(pair).startsWith('Fn::ForEach::') || !isSeq(body)) return [{ pair, next: pairs[index + 1] }]
    const fragment = resolved(scope, body.items[2])
    return isMap(fragment) && depth < loopsMax ? entriesOf(scope, fragment, depth + 1) : []
  })
}

function resourceOf(
  scope: Scope,
  pair: Pair,
  next: Pair | undefined,
  globals: YAMLMap<unknown, unknown> | null,
): IacResource | null {
  const body = resolved(scope, pair.value)
  if (!isMap(body)) return null
  const parts = new Map(pairsOf(scope, body).map((part) => [nameOf(part), part.value]))
  const plain = (name: string) => {
    const value = parts.get(name)
    return isScalar(value) ? value.value : value
  }
  const type = plain('Type')
  if (typeof type !== 'string') return null
  const condition = plain('Condition')
  const decided = typeof condition === 'string' ? scope.conditions.get(condition) : undefined
  // It will never be there.
  if (decided === false) return null
  const properties = evaluate(scope, parts.get('Properties'))
  return {
    address: nameOf(pair),
    type,
    properties: withGlobals(scope, type, propertiesOf(properties), globals),
    when: typeof condition === 'string' && decided === undefined ? condition : null,
    at: placeOf(scope.source, pair.key as Node),
    skips: inlineSkips(textOf(scope.source, pair, next)),
  }
}

/** Properties that a macro makes as a whole are all unknown. */
function propertiesOf(properties: IacValue): ReadonlyMap<string, IacValue> {
  if (properties.kind === 'map') return properties.members
  return properties.kind === 'absent' ? new Map() : new Map([['Fn::Transform', properties]])
}

/** SAM's `Globals`: what all resources of a kind have, unless they say otherwise. */
function withGlobals(
  scope: Scope,
  type: string,
  properties: ReadonlyMap<string, IacValue>,
  globals: YAMLMap<unknown, unknown> | null,
): ReadonlyMap<string, IacValue> {
  const kind = /^AWS::Serverless::(\w+)$/.exec(type)?.[1]
  const common = kind === undefined ? undefined : globals?.get(kind, true)
  if (common === undefined) return properties
  const shared = evaluate(scope, common)
  return shared.kind === 'map' ? merged(shared.members, properties) : properties
}

function merged(
  shared: ReadonlyMap<string, IacValue>,
  own: ReadonlyMap<string, IacValue>,
): ReadonlyMap<string, IacValue> {
  const all = new Map(shared)
  for (const [name, value] of own) {
    const other = shared.get(name)
    const isBoth = other?.kind === 'map' && value.kind === 'map'
    all.set(name, isBoth ? { ...value, members: merged(other.members, value.members) } : value)
  }
  return all
}

/** From its name to the next one, comments included; JSON, which has none, may say it in Metadata. */
function textOf({ text }: Source, pair: Pair, next: Pair | undefined): string {
  const start = startOf(pair.key)
  const end = isMap(pair.value) ? pair.value.range?.[2] : undefined
  return text.slice(start, Math.max(end ?? 0, next === undefined ? 0 : startOf(next.key)))
}

function startOf(key: unknown): number {
  return isScalar(key) ? (key.range?.[0] ?? 0) : 0
}

interface Sections {
  readonly Parameters: Readonly<Record<string, unknown>>
  readonly Conditions: Readonly<Record<string, unknown>>
  readonly Mappings: Readonly<Record<string, unknown>>
}

/** Small sections as plain values, tags in their long form. */
function plainSections(root: unknown): Sections {
  const plain = (name: string) => {
    const section = sectionOf(root, name)
    return section === null ? {} : (longForm(section, 0) as Record<string, unknown>)
  }
  return { Parameters: plain('Parameters'), Conditions: plain('Conditions'), Mappings: plain('Mappings') }
}

function longForm(node: unknown, depth: number): unknown {
  if (depth > 40) return null
  const tag = (node as { tag?: string } | null)?.tag
  const value = untagged(node, depth)
  if (tag === undefined || !/^![A-Z]/.test(tag)) return value
  const name = tag.slice(1)
  return { [name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`]: value }
}

function untagged(node: unknown, depth: number): unknown {
  if (isMap(node))
    return Object.fromEntries(node.items.map((pair) => [nameOf(pair), longForm(pair.value, depth + 1)]))
  if (isScalar(node)) return node.value
  const items = (node as { items?: unknown } | null)?.items
  return Array.isArray(items) ? items.map((item) => longForm(item, depth + 1)) : null
}

function parametersOf(section: Readonly<Record<string, unknown>>): Map<string, string | undefined> {
  return new Map(
    Object.entries(section).map(([name, body]) => {
      const standard =
        typeof body === 'object' && body !== null && 'Default' in body ? body.Default : undefined
      const isFetched =
        typeof body === 'object' && body !== null && String((body as { Type?: unknown }).Type).includes('SSM')
      return [name, standard === undefined || standard === null || isFetched ? undefined : String(standard)]
    }),
  )
}
