/** The configuration file of the scanner: parameters of all rules and of single ones, severities, rates, endpoints. */

import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { RateOverrides } from '../engine/rates.ts'
import { UsageError } from '../engine/usage-error.ts'
import type { Severity } from '../finding.ts'
import { defaultParameters, type Parameters } from '../parameters.ts'

type Changes = Partial<Omit<Parameters, 'scannedAt' | 'severity'>>

export interface Settings {
  /** For all rules. */
  readonly parameters: Changes
  /** For single rules, on top. */
  readonly rules: Readonly<Record<string, Changes>>
  readonly severities: Readonly<Record<string, Severity>>
  readonly rates: RateOverrides
  /** Service id to URL. */
  readonly endpoints: Readonly<Record<string, string>>
  /** Where the enabled regions cannot be listed; null: AWS's defaults. */
  readonly regions: readonly string[] | null
}

export const noSettings: Settings = {
  parameters: {},
  rules: {},
  severities: {},
  rates: {},
  endpoints: {},
  regions: null,
}

export function parametersOf(
  { parameters, rules, severities }: Settings,
  ruleId: string,
  scannedAt: number,
): Parameters {
  const severity = severities[ruleId] ?? null
  return { ...defaultParameters, ...parameters, ...rules[ruleId], severity, scannedAt }
}

const severityNames: readonly Severity[] = ['INFO', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL']

/** @throws UsageError naming the field */
export function readSettings(path: string, ruleIds: ReadonlySet<string>): Settings {
  let document: unknown
  try {
    document = parse(readFileSync(path, 'utf8'), { maxAliasCount: 100 })
  } catch (error) {
    throw new UsageError(`${path} cannot be read as YAML: ${(error as Error).message.split('\n')[0]}`)
  }
  if (document === null) return noSettings
  const fields = fieldsOf(document, path)
  const unknown = Object.keys(fields).find((name) => !(name in noSettings))
  if (unknown !== undefined) throw new UsageError(`${path}: unknown field ${unknown}.`)
  return {
    parameters: changesOf(fields.parameters ?? {}, `${path}: parameters`),
    rules: mapOf(fields.rules, `${path}: rules`, (value, at, name) => {
      requireRule(name, ruleIds, at)
      return changesOf(value, at)
    }),
    severities: mapOf(fields.severities, `${path}: severities`, (value, at, name) => {
      requireRule(name, ruleIds, at)
      const severity = severityNames.find((each) => each === String(value).toUpperCase())
      if (severity === undefined) throw new UsageError(`${at} is not one of ${severityNames.join(', ')}.`)
      return severity
    }),
    rates: mapOf(fields.rates, `${path}: rates`, (value, at) => {
      if (typeof value !== 'number' || !(value > 0)) throw new UsageError(`${at} is not a number above 0.`)
      return value
    }),
    endpoints: mapOf(fields.endpoints, `${path}: endpoints`, (value, at) => {
      if (typeof value !== 'string' || !URL.canParse(value)) throw new UsageError(`${at} is not a URL.`)
      return value
    }),
    regions: fields.regions === undefined ? null : textsOf(fields.regions, `${path}: regions`),
  }
}

function requireRule(id: string, ruleIds: ReadonlySet<string>, at: string): void {
  if (!ruleIds.has(id)) throw new UsageError(`${at}: there is no rule ${id}.`)
}

/** Each value must be of its default's kind. */
function changesOf(value: unknown, at: string): Changes {
  const changes: Record<string, unknown> = {}
  for (const [name, item] of Object.entries(fieldsOf(value, at))) {
    if (!(name in defaultParameters) || name === 'severity')
      throw new UsageError(`${at}: there is no parameter ${name}.`)
    changes[name] = parameterOf(name as keyof Changes, item, `${at}.${name}`)
  }
  return changes as Changes
}

function parameterOf(name: keyof Changes, value: unknown, at: string): unknown {
  if (name === 'requiredKeyTag') return keyTagOf(value, at)
  const standard = defaultParameters[name]
  if (Array.isArray(standard)) {
    const texts = textsOf(value, at)
    if (name === 'keyLevelOrder') requireAllLevels(texts, at)
    const pattern = patterns[name]
    const wrong = pattern === undefined ? undefined : texts.find((text) => !pattern.test(text))
    if (wrong !== undefined) throw new UsageError(`${at}: ${wrong} is not ${shapes[name]}.`)
    return texts
  }
  if (name === 'minimumKeyLevel') requireLevels([value], at)
  if (typeof value !== typeof standard || Number.isNaN(value))
    throw new UsageError(`${at} is not a ${typeof standard}.`)
  return value
}

/** What never matches anything would let nothing pass, or everything. */
const patterns: Partial<Record<keyof Changes, RegExp>> = {
  approvedKeyArns: /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/.+$/,
  trustedKeyAccounts: /^\d{12}$/,
}
const shapes: Partial<Record<keyof Changes, string>> = {
  approvedKeyArns: "a key's ARN",
  trustedKeyAccounts: 'an account id of 12 digits',
}

/** A level that stands nowhere would be below every minimum, or be one that everything reaches. */
function requireAllLevels(levels: readonly string[], at: string): void {
  requireLevels(levels, at)
  const missing = defaultParameters.keyLevelOrder.filter((level) => !levels.includes(level))
  if (missing.length > 0 || new Set(levels).size !== levels.length)
    throw new UsageError(`${at} must name each level once; missing: ${missing.join(', ') || 'none'}.`)
}

function requireLevels(levels: readonly unknown[], at: string): void {
  const wrong = levels.find(
    (level) => !(defaultParameters.keyLevelOrder as readonly unknown[]).includes(level),
  )
  if (wrong !== undefined)
    throw new UsageError(
      `${at}: ${String(wrong)} is not one of ${defaultParameters.keyLevelOrder.join(', ')}.`,
    )
}

/** `Name` or `Name=Value`. */
function keyTagOf(value: unknown, at: string): Parameters['requiredKeyTag'] {
  if (typeof value !== 'string' || value === '') throw new UsageError(`${at} is not Name or Name=Value.`)
  const equals = value.indexOf('=')
  if (equals < 0) return { key: value, value: null }
  return { key: value.slice(0, equals), value: value.slice(equals + 1) }
}

function mapOf<Value>(
  given: unknown,
  at: string,
  read: (value: unknown, at: string, name: string) => Value,
): Readonly<Record<string, Value>> {
  if (given === undefined || given === null) return {}
  return Object.fromEntries(
    Object.entries(fieldsOf(given, at)).map(([name, value]) => [name, read(value, `${at}.${name}`, name)]),
  )
}

function textsOf(value: unknown, at: string): readonly string[] {
  const list = Array.isArray(value) ? value : [value]
  const texts = list.map((item) => (typeof item === 'number' ? String(item).padStart(12, '0') : item))
  if (!texts.every((item): item is string => typeof item === 'string'))
    throw new UsageError(`${at} is not a list of texts.`)
  return texts
}

function fieldsOf(value: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UsageError(`${at} is not a set of fields.`)
  return value as Readonly<Record<string, unknown>>
}
