/**
 * CloudFormation's intrinsic functions, as far as they can be known before the stack is (CloudFormation User Guide,
 * "Intrinsic function reference"). In YAML each has a long form and a tag.
 */

import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml'
import type { SourceLocation } from '../../finding.ts'
import { absentValue, type IacValue, unknownText, unknownValue } from '../iac-value.ts'
import { placeOf, type Source } from './source.ts'

export interface Scope {
  readonly source: Source
  readonly document: Document.Parsed
  readonly resources: Set<string>
  /** Defaults of parameters; undefined: none. */
  readonly parameters: ReadonlyMap<string, string | undefined>
  readonly conditions: ReadonlyMap<string, boolean | undefined>
  readonly mappings: unknown
  /** Values left to look at: a few anchors can stand for billions. */
  budget: number
  readonly anchors: Map<Alias, Node>
}

/** Deeper templates are made to harm. CloudFormation allows 1 MB and no such depth. */
const depthMax = 60
/** A template of 1 MB has fewer. */
export const valuesMax = 500_000
const mappedMax = 50

export function evaluate(scope: Scope, given: unknown, depth = 0): IacValue {
  const node = isAlias(given) ? anchored(scope, given) : given
  const at = placeOf(scope.source, node as Node)
  if (depth > depthMax || --scope.budget < 0) return unknownValue('a value in too large a template', at)
  const call = functionOf(node)
  if (call !== null) return applied(scope, call.name, call.argument, at, depth + 1)
  if (isSeq(node))
    return { kind: 'list', items: node.items.map((item) => evaluate(scope, item, depth + 1)), at }
  if (isMap(node)) {
    const members = pairsOf(scope, node).map((pair): [string, IacValue] => [
      nameOf(pair),
      evaluate(scope, pair.value, depth + 1),
    ])
    return { kind: 'map', members: new Map(members), at }
  }
  const value = isScalar(node) ? node.value : node
  if (value === null || value === undefined) return absentValue
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return { kind: 'known', value, at }
  return unknownValue('a value of a strange kind', at)
}

/** With those of merge keys (`<<: *common`), which the map's own override. */
export function pairsOf(scope: Scope, map: YAMLMap<unknown, unknown>, depth = 0): readonly Pair[] {
  const [merged, own]: [Pair[], Pair[]] = [[], []]
  for (const pair of map.items.filter(isPair)) {
    if (!isMergeKey(pair) || depth > depthMax || --scope.budget < 0) {
      own.push(pair)
      continue
    }
    const value = isAlias(pair.value) ? anchored(scope, pair.value) : pair.value
    // Of several the first one wins, so it stands last.
    const sources = isSeq(value) ? value.items.toReversed() : [value]
    for (const each of sources) {
      const source = isAlias(each) ? anchored(scope, each) : each
      if (isMap(source)) for (const each of pairsOf(scope, source, depth + 1)) merged.push(each)
      scope.budget -= merged.length
    }
  }
  return merged.length === 0 ? own : [...merged, ...own]
}

/** The library gives it a symbol for its value. */
function isMergeKey({ key }: Pair): boolean {
  return isScalar(key) && key.source === '<<'
}

/** The node that an alias stands for; any other node as it is. */
export function resolved(scope: Scope, node: unknown): unknown {
  return isAlias(node) ? anchored(scope, node) : node
}

/** The library looks through the whole document for each alias. */
function anchored({ anchors, document }: Scope, alias: Alias): Node | undefined {
  const known = anchors.get(alias)
  if (known !== undefined) return known
  const node = alias.resolve(document) as Node | undefined
  if (node !== undefined) anchors.set(alias, node)
  return node
}

export function nameOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : String(key)
}

/** `!Sub x` or `{ 'Fn::Sub': x }`; null: no function. */
function functionOf(node: unknown): { readonly name: string; readonly argument: unknown } | null {
  const tag = isScalar(node) || isSeq(node) || isMap(node) ? node.tag : undefined
  if (tag !== undefined && /^![A-Z]/.test(tag)) return { name: tag.slice(1), argument: node }
  if (!isMap(node) || node.items.length !== 1) return null
  const pair = node.items[0] as Pair
  const name = nameOf(pair)
  if (name === 'Ref' || name === 'Condition') return { name, argument: pair.value }
  return name.startsWith('Fn::') ? { name: name.slice(4), argument: pair.value } : null
}

function applied(scope: Scope, name: string, argument: unknown, at: SourceLocation, depth: number): IacValue {
  switch (name) {
    case 'Ref':
      return referred(scope, textOf(argument) ?? '', at)
    case 'GetAtt':
      return attribute(scope, argument, at)
    case 'Sub':
      return substituted(scope, argument, at, depth)
    case 'Join':
      return joined(scope, argument, at, depth)
    case 'If':
      return chosen(scope, argument, at, depth)
    case 'Select':
      return selected(scope, argument, at, depth)
    case 'FindInMap':
      return mapped(scope, argument, at)
    case 'ImportValue':
      return unknownValue('an import from another stack', at)
    default:
      return unknownValue(`Fn::${name}`, at)
  }
}

function textOf(node: unknown): string | undefined {
  const value = isScalar(node) ? node.value : node
  return typeof value === 'string' ? value : undefined
}

function referred(scope: Scope, name: string, at: SourceLocation): IacValue {
  if (name === 'AWS::NoValue') return absentValue
  if (name.startsWith('AWS::')) return unknownValue(name, at, { text: unknownText })
  if (scope.resources.has(name)) return { kind: 'reference', address: name, at }
  if (!scope.parameters.has(name)) return unknownValue(`${name}, which the template does not define`, at)
  const standard = scope.parameters.get(name)
  if (standard === undefined) return unknownValue(`the parameter ${name}`, at)
  // Whoever deploys may give another value; without one it is this.
  return standard === '' ? absentValue : { kind: 'known', value: standard, at }
}

function attribute(scope: Scope, argument: unknown, at: SourceLocation): IacValue {
  const [name = ''] = isSeq(argument)
    ? argument.items.map((item) => textOf(item) ?? '')
    : (textOf(argument) ?? '').split('.')
  return scope.resources.has(name)
    ? { kind: 'reference', address: name, at }
    : unknownValue(`an attribute of ${name}, which the template does not define`, at)
}

function substituted(scope: Scope, argument: unknown, at: SourceLocation, depth: number): IacValue {
  const [format, given] = isSeq(argument) ? argument.items : [argument]
  const text = textOf(format)
  if (text === undefined) return unknownValue('Fn::Sub', at)
  const names = isMap(given) ? new Map(given.items.map((pair) => [nameOf(pair), pair.value])) : new Map()
  const parts = text.split(/(\$\{[^}]*\})/).filter((part) => part !== '')
  const values = parts.map((part): IacValue => {
    const variable = /^\$\{([^!][^}]*)\}$/.exec(part)?.[1]?.trim()
    if (variable === undefined) return { kind: 'known', value: part.replace(/^\$\{!/, '${'), at }
    if (names.has(variable)) return evaluate(scope, names.get(variable), depth)
    const [name = ''] = variable.split('.')
    return variable.startsWith('AWS::') || !variable.includes('.')
      ? referred(scope, variable, at)
      : referred(scope, name, at)
  })
  return concatenated(values, '', at)
}

function joined(scope: Scope, argument: unknown, at: SourceLocation, depth: number): IacValue {
  const [delimiter, list] = isSeq(argument) ? argument.items : []
  const values = evaluate(scope, list, depth)
  if (values.kind !== 'list') return unknownValue('Fn::Join', at)
  return concatenated(values.items, textOf(delimiter) ?? '', at)
}

/** One part alone is itself; known parts are a text; of the rest as much is kept as is known. */
function concatenated(values: readonly IacValue[], delimiter: string, at: SourceLocation): IacValue {
  const [only] = values
  if (values.length === 1 && only !== undefined) return only
  const texts = values.map((value) => {
    if (value.kind === 'known') return String(value.value)
    return value.kind === 'unknown' ? (value.text ?? unknownText) : unknownText
  })
  const text = texts.join(delimiter)
  if (!text.includes(unknownText)) return { kind: 'known', value: text, at }
  const addresses = values.flatMap((value) => {
    if (value.kind === 'reference') return [value.address]
    return value.kind === 'unknown' ? value.addresses : []
  })
  return unknownValue('a text that is put together when it is deployed', at, { text, addresses })
}

function chosen(scope: Scope, argument: unknown, at: SourceLocation, depth: number): IacValue {
  const [name, then, otherwise] = isSeq(argument) ? argument.items : []
  const condition = textOf(name)
  if (condition === undefined) return unknownValue('Fn::If', at)
  const decided = scope.conditions.get(condition)
  if (decided !== undefined) return evaluate(scope, decided ? then : otherwise, depth)
  return {
    kind: 'choice',
    branches: [
      { when: condition, value: evaluate(scope, then, depth) },
      { when: `not ${condition}`, value: evaluate(scope, otherwise, depth) },
    ],
  }
}

function selected(scope: Scope, argument: unknown, at: SourceLocation, depth: number): IacValue {
  const [index, list] = isSeq(argument) ? argument.items : []
  const values = evaluate(scope, list, depth)
  const number = Number(textOf(index) ?? (isScalar(index) ? index.value : Number.NaN))
  if (values.kind !== 'list' || !Number.isInteger(number)) return unknownValue('Fn::Select', at)
  return values.items[number] ?? unknownValue('Fn::Select beyond its list', at)
}

/** Where a key of the map is not known, it may be any value of the map. */
function mapped(scope: Scope, argument: unknown, at: SourceLocation): IacValue {
  const names = isSeq(argument)
    ? argument.items.map((item) => (functionOf(item) === null ? textOf(item) : undefined))
    : []
  const [map, ...keys] = names.slice(0, 3)
  const table = memberOf(scope.mappings, map)
  let found: { readonly when: string; readonly value: unknown }[] = [{ when: String(map), value: table }]
  for (const key of keys)
    found = found.flatMap(({ when, value }) =>
      typeof value !== 'object' || value === null
        ? []
        : Object.entries(value)
            .filter(([name]) => key === undefined || name === key)
            .map(([name, inner]) => ({ when: `${when}.${name}`, value: inner })),
    )
  const branches = found.slice(0, mappedMax).map(({ when, value }) => ({
    when: `Fn::FindInMap gives ${when}`,
    value:
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? ({ kind: 'known', value, at } as const)
        : unknownValue(when, at),
  }))
  const [only, another] = branches
  if (only === undefined) return unknownValue('Fn::FindInMap of what is not there', at)
  return another === undefined ? only.value : { kind: 'choice', branches }
}

function memberOf(value: unknown, name: string | undefined): unknown {
  if (typeof value !== 'object' || value === null || name === undefined) return undefined
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
}
