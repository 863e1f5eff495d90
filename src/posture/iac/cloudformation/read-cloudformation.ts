/** CloudFormation, SAM and what CDK writes, in YAML or JSON, into resources with the lines they stand on. */

import { isMap, isScalar, LineCounter, type Node, type Pair, parseDocument, type YAMLMap } from 'yaml'
import type { IacValue } from '../iac-value.ts'
import { type IacResource, inlineSkips, type Template, TemplateError } from '../template.ts'
import { decide } from './conditions.ts'
import { evaluate, nameOf, type Scope, valuesMax } from './intrinsics.ts'
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
    resources: new Set(section.items.map(nameOf)),
    parameters: parametersOf(plain.Parameters),
    conditions: new Map(Object.keys(plain.Conditions).map((name) => [name, decide(plain.Conditions, name)])),
    mappings: plain.Mappings,
    budget: valuesMax,
    anchors: new Map(),
  }
  const resources = section.items.flatMap((pair, index) => {
    const resource = resourceOf(scope, pair, section.items[index + 1])
    return resource === null ? [] : [[resource.address, resource] as const]
  })
  return { file, format: 'cloudformation', resources: new Map(resources), known: new Map() }
}

function sectionOf(node: unknown, name: string): YAMLMap<unknown, unknown> | null {
  if (!isMap(node)) return null
  const section = node.get(name, true)
  return isMap(section) ? section : null
}

function resourceOf(scope: Scope, pair: Pair, next: Pair | undefined): IacResource | null {
  const body = pair.value
  if (!isMap(body)) return null
  const type = body.get('Type')
  if (typeof type !== 'string') return null
  const condition = body.get('Condition')
  const decided = typeof condition === 'string' ? scope.conditions.get(condition) : undefined
  // It will never be there.
  if (decided === false) return null
  const properties = evaluate(scope, body.get('Properties', true))
  return {
    address: nameOf(pair),
    type,
    properties: properties.kind === 'map' ? properties.members : new Map<string, IacValue>(),
    when: typeof condition === 'string' && decided === undefined ? condition : null,
    at: placeOf(scope.source, pair.key as Node),
    skips: inlineSkips(textOf(scope.source, pair, next)),
  }
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
