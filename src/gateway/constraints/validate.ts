/**
 * One validator for all APIs: the SDK's schema says what a value is, the model what it may be. Compiled once an operation
 * into a list of checks, so that a valid request costs no allocation.
 */

import type { NormalizedSchema } from '@smithy/core/schema'
import { enumOrder } from './enum-orders.ts'
import type { Constraint, Model } from './model.ts'
import { compileRules, type Rule, type ValueKind } from './rules.ts'
import { pathName, type Violation, Violations } from './violation.ts'

export type Validator = (input: unknown) => readonly Violation[]

type Check = (value: unknown, path: string, violations: Violations) => void

interface Place {
  readonly model: Model
  readonly structure: string
  readonly member: string
  /** Validators of structures, by name: shapes may contain themselves. */
  readonly structures: Map<string, Check>
}

const none: readonly Violation[] = []

export function compileValidator(model: Model, input: NormalizedSchema, echoesValues: boolean): Validator {
  if (input.isUnitSchema()) return () => none
  const check = structureCheck(input, { model, structure: '', member: '', structures: new Map() })
  return (value) => {
    const violations = new Violations(echoesValues)
    check(value, '', violations)
    return violations.list
  }
}

interface MemberCheck {
  readonly name: string
  readonly pathName: string
  readonly isRequired: boolean
  readonly check: Check | null
}

function structureCheck(schema: NormalizedSchema, place: Place): Check {
  const name = schema.getName() ?? ''
  const known = place.structures.get(name)
  if (known !== undefined) return known
  let members: readonly MemberCheck[] | null = null
  const check: Check = (value, path, violations) => {
    members ??= memberChecks(schema, { ...place, structure: name })
    const prefix = path === '' ? '' : `${path}.`
    for (const member of members) {
      const memberValue = (value as Record<string, unknown>)[member.name]
      if (memberValue === undefined || memberValue === null) {
        if (member.isRequired) violations.addMissing(prefix + member.pathName)
      } else {
        member.check?.(memberValue, prefix + member.pathName, violations)
      }
    }
  }
  place.structures.set(name, check)
  return check
}

function memberChecks(schema: NormalizedSchema, place: Place): MemberCheck[] {
  const constraints = place.model.structures[place.structure] ?? {}
  const checks: MemberCheck[] = []
  for (const [name, member] of schema.structIterator()) {
    const constraint = Object.hasOwn(constraints, name) ? (constraints[name] ?? {}) : {}
    // The SDK fills in idempotency tokens that the caller leaves out, so a caller may leave them out.
    const isRequired = constraint.required === true && !member.isIdempotencyToken()
    const check = valueCheck(member, constraint, { ...place, member: name })
    if (isRequired || check !== null) checks.push({ name, pathName: pathName(name), isRequired, check })
  }
  return checks
}

/** Null when nothing can be wrong. */
function valueCheck(schema: NormalizedSchema, constraint: Constraint, place: Place): Check | null {
  if (schema.isStructSchema()) return structureCheck(schema, place)
  const rules = rulesOf(schema, constraint, place)
  const shows = shower(schema)
  const own: Check | null =
    rules.length === 0
      ? null
      : (value, path, violations) => {
          for (const rule of rules) if (!rule.holds(value)) violations.add(path, shows(value), rule.text)
        }
  const inner = schema.isListSchema()
    ? listCheck(schema, constraint.member ?? {}, place)
    : schema.isMapSchema()
      ? mapCheck(schema, constraint, place)
      : null
  if (own === null || inner === null) return own ?? inner
  return (value, path, violations) => {
    own(value, path, violations)
    inner(value, path, violations)
  }
}

/** Broken elements that are no structures are told of the whole list, with all rules of an element. */
function listCheck(schema: NormalizedSchema, constraint: Constraint, place: Place): Check | null {
  const element = schema.getValueSchema()
  if (isComposite(element)) {
    const check = valueCheck(element, constraint, place)
    if (check === null) return null
    return (value, path, violations) => {
      const list = value as readonly unknown[]
      for (let i = 0; i < list.length && !violations.isFull; i++) {
        if (list[i] !== null && list[i] !== undefined) check(list[i], `${path}.${i + 1}.member`, violations)
      }
    }
  }
  const rules = rulesOf(element, constraint, place)
  if (rules.length === 0) return null
  const shows = shower(schema)
  return (value, path, violations) => {
    if ((value as readonly unknown[]).every((item) => item === null || keepsAll(rules, item))) return
    violations.add(path, shows(value), `Member must satisfy constraint: [${texts(rules)}]`)
  }
}

function mapCheck(schema: NormalizedSchema, constraint: Constraint, place: Place): Check | null {
  const valueSchema = schema.getValueSchema()
  const keyRules = rulesOf(schema.getKeySchema(), constraint.key ?? {}, place)
  const valueRules = isComposite(valueSchema) ? [] : rulesOf(valueSchema, constraint.value ?? {}, place)
  const check = isComposite(valueSchema) ? valueCheck(valueSchema, constraint.value ?? {}, place) : null
  if (keyRules.length === 0 && valueRules.length === 0 && check === null) return null
  const shows = shower(schema)
  return (value, path, violations) => {
    const entries = Object.entries(value as object)
    if (!entries.every(([key]) => keepsAll(keyRules, key))) {
      violations.add(path, shows(value), `Map keys must satisfy constraint: [${texts(keyRules)}]`)
    }
    if (!entries.every(([, item]) => keepsAll(valueRules, item))) {
      violations.add(path, shows(value), `Map value must satisfy constraint: [${texts(valueRules)}]`)
    }
    if (check !== null) for (const [key, item] of entries) check(item, `${path}.${key}.member`, violations)
  }
}

function rulesOf(schema: NormalizedSchema, constraint: Constraint, place: Place): readonly Rule[] {
  const values =
    constraint.enum === undefined
      ? null
      : enumOrder(place.model.service, place.structure, place.member, constraint.enum)
  return compileRules(kindOf(schema), constraint, values)
}

function keepsAll(rules: readonly Rule[], value: unknown): boolean {
  return rules.every((rule) => rule.holds(value))
}

function texts(rules: readonly Rule[]): string {
  return rules.map((rule) => rule.text).join(', ')
}

function isComposite(schema: NormalizedSchema): boolean {
  return schema.isStructSchema() || schema.isListSchema() || schema.isMapSchema()
}

function kindOf(schema: NormalizedSchema): ValueKind {
  if (schema.isStringSchema()) return 'text'
  if (schema.isNumericSchema()) return 'number'
  if (schema.isBlobSchema()) return 'blob'
  if (schema.isListSchema()) return 'list'
  if (schema.isMapSchema()) return 'map'
  return 'other'
}

/** How a broken value is repeated: scalars as they are, lists and maps of scalars as Java prints them, else not at all. */
function shower(schema: NormalizedSchema): (value: unknown) => string | null {
  if (schema.getMergedTraits().sensitive) return () => null
  if (schema.isStringSchema() || schema.isNumericSchema()) return String
  if (schema.isListSchema() && isShowable(schema.getValueSchema())) {
    return (value) => `[${(value as readonly unknown[]).join(', ')}]`
  }
  if (schema.isMapSchema() && isShowable(schema.getValueSchema()) && isShowable(schema.getKeySchema())) {
    return (value) =>
      `{${Object.entries(value as object)
        .map(([key, item]) => `${key}=${item}`)
        .join(', ')}}`
  }
  return () => null
}

function isShowable(schema: NormalizedSchema): boolean {
  return (schema.isStringSchema() || schema.isNumericSchema()) && !schema.getMergedTraits().sensitive
}
