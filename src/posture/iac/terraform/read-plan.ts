/** A Terraform or OpenTofu plan (`terraform show -json plan.out`) into resources. */

import type { SourceLocation } from '../../finding.ts'
import { absentValue, type IacValue, plainValue, unknownValue } from '../iac-value.ts'
import { type IacResource, type Template, TemplateError } from '../template.ts'
import type { FindBlock } from './hcl-lines.ts'
import {
  isMap,
  type Json,
  type Plan,
  type ResourceChange,
  type StateModule,
  type StateResource,
} from './plan-shape.ts'
import { planValue, stateSource } from './plan-value.ts'
import { createReferences, type References, withoutIndexes } from './references.ts'

export function isPlan(value: unknown): value is Plan {
  return (
    typeof value === 'object' && value !== null && 'resource_changes' in value && 'format_version' in value
  )
}

/** @throws TemplateError when it is shaped like no plan */
export function readPlan(file: string, plan: Plan, findBlock: FindBlock): Template {
  const changes = plan.resource_changes
  if (!Array.isArray(changes))
    throw new TemplateError(`${file}: resource_changes is no list: it is no Terraform plan.`)
  const references = createReferences(plan)
  const known = new Map<string, IacResource>()
  const resources = new Map<string, IacResource>()
  for (const state of stateResources(plan.prior_state?.values?.root_module))
    add(known, resourceOfState(file, state))
  for (const change of changes) {
    if (
      typeof change?.address !== 'string' ||
      typeof change.type !== 'string' ||
      !isMap(change.change as Json)
    )
      continue
    if (!Array.isArray(change.change.actions)) continue
    // Deleted, or no longer Terraform's.
    if (change.change.actions.every((action: string) => action === 'delete' || action === 'forget')) continue
    const isData = change.mode === 'data'
    add(isData ? known : resources, resourceOf(file, change, references, findBlock))
  }
  return { file, format: 'terraform', resources, known }
}

/** References name a resource, not its instances: what these do not have in common is not known of the one that is meant. */
function add(to: Map<string, IacResource>, resource: IacResource): void {
  to.set(resource.address, resource)
  const all = withoutIndexes(resource.address)
  if (all === resource.address) return
  const known = to.get(all)
  to.set(
    all,
    known === undefined
      ? resource
      : { ...known, properties: inCommon(known.properties, resource.properties, resource.at) },
  )
}

function inCommon(
  some: IacResource['properties'],
  others: IacResource['properties'],
  at: SourceLocation,
): IacResource['properties'] {
  const names = new Set([...some.keys(), ...others.keys()])
  return new Map(
    [...names].map((name) => {
      const [one, other] = [some.get(name) ?? absentValue, others.get(name) ?? absentValue]
      const isSame = JSON.stringify(plainValue(one)) === JSON.stringify(plainValue(other))
      return [name, isSame ? one : unknownValue('what differs from instance to instance', at)]
    }),
  )
}

function resourceOf(
  file: string,
  change: ResourceChange,
  references: References,
  findBlock: FindBlock,
): IacResource {
  const { address, type } = change
  const block = findBlock(address)
  const at = block?.at ?? { file, line: 1, column: null }
  const value = planValue(
    change.change.after,
    change.change.after_unknown,
    change.change.after_sensitive,
    {
      addressesAt: (path) => references.of(address, path),
      sets: (path) => references.sets(address, path),
    },
    at,
  )
  return {
    address,
    type,
    properties: membersOf(value),
    when: null,
    exists: change.change.before !== null && change.change.before !== undefined,
    at,
    skips: block?.skips ?? [],
  }
}

function membersOf(value: IacValue): ReadonlyMap<string, IacValue> {
  return value.kind === 'map' ? value.members : new Map()
}

function resourceOfState(
  file: string,
  { address, mode, type, values, sensitive_values: sensitive }: StateResource,
): IacResource {
  const at = { file, line: 1, column: null }
  const name = mode === 'data' && !/(?:^|\.)data\./.test(address) ? `data.${address}` : address
  const properties = membersOf(planValue(values, undefined, sensitive, stateSource, at))
  return { address: name, type, properties, when: null, exists: true, at, skips: [] }
}

function* stateResources(module: StateModule | undefined, depth = 0): Generator<StateResource> {
  if (module === undefined || depth > 30) return
  yield* module.resources ?? []
  for (const child of module.child_modules ?? []) yield* stateResources(child, depth + 1)
}
