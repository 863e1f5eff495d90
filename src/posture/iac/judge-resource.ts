/** The verdicts of one rule on one resource of a template. */

import type { SourceLocation } from '../finding.ts'
import { judgeKey } from '../keys/judge-key.ts'
import type { Parameters } from '../parameters.ts'
import type { Resource } from '../resource.ts'
import type { Rule, Verdict } from '../rule.ts'
import type { IacMapping } from './iac-mapping.ts'
import { absentValue, type IacValue, locationOf, plainValue } from './iac-value.ts'
import { keyOfValue, referenceOf } from './key-of-value.ts'
import { type Found, propertiesAt } from './property.ts'
import type { IacResource, Template } from './template.ts'
import { withoutIndexes } from './terraform/references.ts'
import { type Variant, variantsOf } from './variants.ts'

export interface IacVerdict {
  readonly verdict: Verdict
  readonly at: SourceLocation
}

/** From the worst. */
const order = ['FAIL', 'MANUAL', 'PASS', 'NOT_APPLICABLE']

/** @param seen the resource as findings name it. An empty list: the rule says nothing about it. */
export function judgeResource(
  rule: Rule,
  template: Template,
  resource: IacResource,
  seen: Resource,
  parameters: Parameters,
): readonly IacVerdict[] {
  const mappings = (rule.iac ?? []).filter(
    ({ format, type }) => format === template.format && type === resource.type,
  )
  if (mappings.length === 0) return []
  const variants = variantsOf(resource.properties, namesOf(mappings, resource))
  if (variants === null) return [{ verdict: tooManyConditions(seen), at: resource.at }]
  const given = { template, resource, seen, parameters }
  return worst(variants.flatMap((variant) => judgeVariant(given, mappings, variant)))
}

interface Given {
  readonly template: Template
  readonly resource: IacResource
  readonly seen: Resource
  readonly parameters: Parameters
}

/** The properties that decide; a mapping with a judgement of its own may look at any. */
function namesOf(mappings: readonly IacMapping[], { properties }: IacResource): ReadonlySet<string> {
  if (mappings.some(({ judge }) => judge !== undefined)) return new Set(properties.keys())
  const paths = mappings.flatMap(({ path, where }) => [path, where?.path ?? path])
  return new Set(['Fn::Transform', ...paths.map((path) => (path.split('.')[0] ?? '').replace(/\[\]$/, ''))])
}

/** The first mapping that fits decides; of one that fits some elements only, the next one has a say too. */
function judgeVariant(
  given: Given,
  mappings: readonly IacMapping[],
  variant: Variant,
): readonly IacVerdict[] {
  const { template, resource, seen } = given
  const verdicts: IacVerdict[] = []
  for (const mapping of mappings) {
    const fit = fitOf(variant.members, mapping)
    if (fit === 'none') continue
    const elsewhere =
      mapping.unless === undefined ? 'none' : saidElsewhere(template, resource, mapping.unless)
    if (elsewhere === 'all') return []
    if (fit === 'unknown' || elsewhere === 'unknown') {
      verdicts.push({ verdict: undecided(seen, mapping), at: resource.at })
      break
    }
    for (const { value } of valuesOf(variant.members, mapping)) {
      const verdict = judgeValue(given, variant, mapping, value)
      if (verdict !== null)
        verdicts.push({
          verdict: explained(verdict, variant.when, resource, mapping),
          at: locationOf(value) ?? resource.at,
        })
    }
    if (fit === 'all') break
  }
  return verdicts
}

function valuesOf(members: Variant['members'], { path, keyless }: IacMapping): readonly Found[] {
  return keyless ? [{ value: absentValue, when: [] }] : propertiesAt(members, path)
}

type Fit = 'all' | 'some' | 'none' | 'unknown'

/** Whether the mapping's condition holds, for a list's elements one by one. `unknown`: not before it is deployed. */
function fitOf(members: Variant['members'], { where }: IacMapping): Fit {
  if (where === undefined) return 'all'
  const hits = propertiesAt(members, where.path).map(({ value }) => holds(value, where.values))
  if (hits.every((hit) => hit === true)) return 'all'
  if (hits.includes(undefined)) return 'unknown'
  return hits.includes(true) ? 'some' : 'none'
}

/** Whether other resources of the plan say it for this one. */
function saidElsewhere(
  template: Template,
  resource: IacResource,
  { type, path }: NonNullable<IacMapping['unless']>,
): 'all' | 'none' | 'unknown' {
  const address = withoutIndexes(resource.address)
  const name = resource.properties.get(path)
  let answer: 'none' | 'unknown' = 'none'
  for (const other of template.resources.values()) {
    if (other.type !== type) continue
    const named = other.properties.get(path)
    if (named?.kind === 'reference' && named.address === address) return 'all'
    if (named?.kind === 'unknown') {
      if (named.addresses.includes(address)) return 'all'
      answer = 'unknown'
    }
    if (named?.kind === 'known' && name?.kind === 'known' && named.value === name.value) return 'all'
  }
  return answer
}

function holds(value: IacValue, values: readonly string[]): boolean | undefined {
  if (value.kind === 'known') return values.includes(String(value.value))
  return value.kind === 'unknown' || value.kind === 'reference' ? undefined : false
}

function tooManyConditions({ name }: Resource): Verdict {
  return {
    status: 'MANUAL',
    reasonCode: 'TOO_MANY_CONDITIONS',
    reasonText: `${name} depends on more conditions than can be looked at.`,
  }
}

function undecided({ name }: Resource, { where, unless }: IacMapping): Verdict {
  return {
    status: 'MANUAL',
    reasonCode: 'KEY_UNPROVEN',
    reasonText: `${name}: ${where?.path ?? unless?.type} is not known before it is deployed, and the key depends on it.`,
  }
}

function judgeValue(
  { template, resource, seen, parameters }: Given,
  { members }: Variant,
  mapping: IacMapping,
  value: Found['value'],
): Verdict | null {
  if (mapping.onlyIfPresent && value.kind === 'absent') return null
  if (mapping.judge === undefined) {
    const key = keyOfValue(template, value, mapping)
    return judgeKey(seen, referenceOf(resource, mapping, key), key, parameters)
  }
  if (value.kind === 'unknown' || value.kind === 'reference')
    return {
      status: 'MANUAL',
      reasonCode: 'VALUE_UNPROVEN',
      reasonText: `${seen.name}: ${mapping.path} is not known before it is deployed.`,
    }
  const properties = plainValue({ kind: 'map', members, at: null })
  const verdict = mapping.judge(plainValue(value), properties as Readonly<Record<string, unknown>>)
  if (verdict === null) return null
  return { ...verdict, reasonText: `${seen.name}: ${verdict.reasonText}` }
}

/** Under which conditions, and what it costs to put it right. */
function explained(
  verdict: Verdict,
  when: readonly string[],
  { when: exists, ...resource }: IacResource,
  mapping: IacMapping,
): Verdict {
  const conditions = [...(exists === null ? [] : [exists]), ...when]
  const sentences = [verdict.reasonText]
  if (conditions.length > 0) sentences.push(`This is so when ${conditions.join(' and ')}.`)
  if (verdict.status === 'FAIL' && mapping.replaces && resource.exists !== false)
    sentences.push(
      'Giving a deployed one a key replaces it: what it holds is lost unless it is moved (RE-CREATE).',
    )
  return { ...verdict, reasonText: sentences.join(' ') }
}

/** One finding a resource: the branch or element that fails says more than those that pass. */
function worst(verdicts: readonly IacVerdict[]): readonly IacVerdict[] {
  const sorted = [...verdicts].sort(
    (a, b) => order.indexOf(a.verdict.status) - order.indexOf(b.verdict.status),
  )
  return sorted.slice(0, 1)
}
