/** The verdicts of one rule on one resource of a template. */

import type { SourceLocation } from '../finding.ts'
import { judgeKey } from '../keys/judge-key.ts'
import type { Parameters } from '../parameters.ts'
import type { Resource } from '../resource.ts'
import type { Rule, Verdict } from '../rule.ts'
import type { IacMapping } from './iac-mapping.ts'
import { type IacValue, locationOf, plainValue } from './iac-value.ts'
import { keyOfValue, referenceOf } from './key-of-value.ts'
import { type Found, propertiesAt } from './property.ts'
import type { IacResource, Template } from './template.ts'

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
  const applying = mappings.find((mapping) => applies(resource, mapping) !== false)
  if (applying === undefined) return []
  const found = propertiesAt(resource.properties, applying.path)
  const verdicts = found.flatMap(({ value, when }): IacVerdict[] => {
    const verdict =
      applies(resource, applying) === undefined
        ? undecided(seen, applying)
        : judgeValue(template, resource, seen, applying, value, parameters)
    if (verdict === null) return []
    return [{ verdict: explained(verdict, when, resource, applying), at: locationOf(value) ?? resource.at }]
  })
  return worst(verdicts)
}

/** Undefined: what it depends on is not known before it is deployed. */
function applies({ properties }: IacResource, { where }: IacMapping): boolean | undefined {
  if (where === undefined) return true
  const found = propertiesAt(properties, where.path)
  const hits = found.map(({ value }) => holds(value, where.values))
  if (hits.some((hit) => hit === true)) return true
  return hits.some((hit) => hit === undefined) ? undefined : false
}

function holds(value: IacValue, values: readonly string[]): boolean | undefined {
  if (value.kind === 'known') return values.includes(String(value.value))
  return value.kind === 'unknown' || value.kind === 'reference' ? undefined : false
}

function undecided({ name }: Resource, { where }: IacMapping): Verdict {
  return {
    status: 'MANUAL',
    reasonCode: 'KEY_UNPROVEN',
    reasonText: `${name}: ${where?.path} is not known before it is deployed, and the key depends on it.`,
  }
}

function judgeValue(
  template: Template,
  resource: IacResource,
  seen: Resource,
  mapping: IacMapping,
  value: Found['value'],
  parameters: Parameters,
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
  const properties = plainValue({ kind: 'map', members: resource.properties, at: null })
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
