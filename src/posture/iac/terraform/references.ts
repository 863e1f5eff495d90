/**
 * Which resources an expression of the configuration leads to, through variables of modules and outputs of others. The plan
 * does not tell values that are known after apply, but it tells what they are made of.
 */

import { isMap, type Json, type ModuleConfiguration, type Plan } from './plan-shape.ts'

export interface References {
  /** Addresses of resources, without indexes of their instances. @param path of the property, lists flattened */
  of(address: string, path: readonly string[]): readonly string[]
  /** Whether the configuration sets the property. Null: not known, as of blocks that are generated. */
  sets(address: string, path: readonly string[]): boolean | null
}

interface Module {
  /** `module.a.module.b`, or ''. */
  readonly address: string
  readonly configuration: ModuleConfiguration
  readonly parent: Module | null
  readonly call: string
}

const hopsMax = 12

export function createReferences(plan: Plan): References {
  const root: Module = {
    address: '',
    configuration: plan.configuration?.root_module ?? {},
    parent: null,
    call: '',
  }
  const modules = new Map<string, Module>()
  collect(root, modules)

  function resolve(module: Module, reference: string, hops: number): readonly string[] {
    if (hops > hopsMax) return []
    const [head = '', name = '', ...rest] = withoutIndexes(reference).split('.')
    if (head === 'var')
      return module.parent === null
        ? []
        : fromExpression(
            module.parent,
            module.parent.configuration.module_calls?.[module.call]?.expressions?.[name],
            hops,
          )
    if (head === 'module') return fromOutput(module, name, rest[0], hops)
    if (head === 'data') return rest[0] === undefined ? [] : [joined(module, `data.${name}.${rest[0]}`)]
    return /^[a-z][a-z0-9]*_/.test(head) && name !== '' ? [joined(module, `${head}.${name}`)] : []
  }

  function fromOutput(
    module: Module,
    name: string,
    output: string | undefined,
    hops: number,
  ): readonly string[] {
    const child = modules.get(joined(module, `module.${name}`))
    if (child === undefined || output === undefined) return []
    return fromExpression(child, child.configuration.outputs?.[output]?.expression, hops)
  }

  function fromExpression(module: Module, expression: Json | undefined, hops: number): readonly string[] {
    const found = referencesIn(expression).flatMap((reference) => resolve(module, reference, hops + 1))
    return [...new Set(found)]
  }

  function configurationOf(address: string) {
    const module = modules.get(moduleOf(address)) ?? root
    const local = withoutIndexes(address).slice(module.address === '' ? 0 : module.address.length + 1)
    return { module, resource: module.configuration.resources?.find((each) => each.address === local) }
  }

  return {
    sets(address, path) {
      const { resource } = configurationOf(address)
      // A resource without arguments has no expressions.
      return resource === undefined ? null : isSet(resource.expressions ?? {}, path)
    },
    of(address, path) {
      const { module, resource } = configurationOf(address)
      return fromExpression(module, expressionAt(resource?.expressions, path), 0)
    },
  }
}

function collect(module: Module, modules: Map<string, Module>): void {
  modules.set(module.address, module)
  if (modules.size > 10_000) return
  for (const [call, { module: configuration = {} }] of Object.entries(
    module.configuration.module_calls ?? {},
  ))
    collect({ address: joined(module, `module.${call}`), configuration, parent: module, call }, modules)
}

function joined({ address }: Module, local: string): string {
  return address === '' ? local : `${address}.${local}`
}

/** `a["x.y"].b[0]` is `a.b`: all instances are configured alike. */
export function withoutIndexes(address: string): string {
  return address.replace(/\[(?:"(?:[^"\\]|\\.)*"|[^\]]*)\]/g, '')
}

function moduleOf(address: string): string {
  return /^(?:module\.[^.]+\.)*/.exec(withoutIndexes(address))?.[0].replace(/\.$/, '') ?? ''
}

/** Blocks are lists of maps; each of them counts. */
function expressionAt(expressions: Json | undefined, path: readonly string[]): Json | undefined {
  const [name, ...rest] = path
  if (name === undefined) return expressions
  if (Array.isArray(expressions)) return expressions.map((each) => expressionAt(each, path) ?? null)
  if (!isMap(expressions)) return undefined
  // An attribute with members is one expression.
  return Object.hasOwn(expressions, name)
    ? expressionAt(expressions[name], rest)
    : expressionOfWhole(expressions)
}

function isSet(expressions: Json, path: readonly string[]): boolean | null {
  let found: readonly Json[] = [expressions]
  for (const [depth, name] of path.entries()) {
    const maps = found.filter(isMap)
    const next = maps.flatMap((each) => (Object.hasOwn(each, name) ? [each[name] ?? null].flat() : []))
    if (next.length === 0) {
      // An attribute that is given as a whole.
      if (maps.some((each) => Object.hasOwn(each, 'references') || Object.hasOwn(each, 'constant_value')))
        return true
      return depth === path.length - 1 ? false : null
    }
    found = next
  }
  return true
}

function expressionOfWhole(expressions: { readonly [name: string]: Json }): Json | undefined {
  return Object.hasOwn(expressions, 'references') ? expressions : undefined
}

function referencesIn(expression: Json | undefined, depth = 0): string[] {
  if (depth > 30) return []
  if (Array.isArray(expression)) return expression.flatMap((each) => referencesIn(each, depth + 1))
  if (!isMap(expression)) return []
  const { references } = expression
  return Array.isArray(references) ? references.filter((each) => typeof each === 'string') : []
}
