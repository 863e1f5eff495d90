import { findOperator } from './condition-operators.ts'
import type { Condition } from './policy-document.ts'
import { isObject, PolicySyntaxError, shown } from './policy-json.ts'

const keyCharsMax = 512

/**
 * `{ operator: { key: value or values } }`, flattened: every entry must hold.
 *
 * @throws PolicySyntaxError for an unknown operator, a value its operator cannot compare, or a malformed block.
 */
export function parseConditions(value: unknown): readonly Condition[] {
  if (value === undefined) return []
  if (!isObject(value)) throw new PolicySyntaxError('Syntax errors in policy: Condition must be an object.')
  return Object.entries(value).flatMap(([written, block]) => {
    const operator = parseOperator(written)
    if (!isObject(block))
      throw new PolicySyntaxError(`Syntax errors in policy: ${shown(written)} must hold condition keys.`)
    return Object.entries(block).map(([key, values]) => {
      if (key.length === 0 || key.length > keyCharsMax || !key.includes(':')) {
        throw new PolicySyntaxError(
          `Actions/Conditions must be prefaced with a vendor, e.g., iam, sdb, ec2, etc.`,
        )
      }
      return { ...operator, key, values: parseValues(operator.operator, key, values) }
    })
  })
}

function parseOperator(written: string): Pick<Condition, 'operator' | 'set' | 'ifExists'> {
  const colon = written.indexOf(':')
  const prefix = written.slice(0, Math.max(colon, 0))
  const name = written.slice(colon + 1)
  const ifExists = name.endsWith('IfExists')
  const operator = ifExists ? name.slice(0, -'IfExists'.length) : name
  const knownPrefix = colon === -1 || prefix === 'ForAnyValue' || prefix === 'ForAllValues'
  // Null asks for existence itself.
  if (!knownPrefix || findOperator(operator) === null || (ifExists && operator === 'Null')) {
    throw new PolicySyntaxError(`Syntax errors in policy: ${shown(written)} is no condition operator.`)
  }
  return { operator, ifExists, set: prefix === 'ForAnyValue' || prefix === 'ForAllValues' ? prefix : null }
}

function parseValues(operator: string, key: string, value: unknown): readonly string[] {
  const list = Array.isArray(value) ? value : [value]
  if (list.length === 0) throw new PolicySyntaxError(`Syntax errors in policy: ${shown(key)} has no value.`)
  return list.map((item) => {
    if (typeof item !== 'string' && typeof item !== 'number' && typeof item !== 'boolean') {
      throw new PolicySyntaxError(
        `Syntax errors in policy: a value of ${shown(key)} is neither text, number nor boolean.`,
      )
    }
    const stated = String(item)
    if (!stated.includes('${') && !findOperator(operator)?.accepts(stated)) {
      throw new PolicySyntaxError(`Syntax errors in policy: ${operator} cannot compare ${shown(stated)}.`)
    }
    // `Null` and `Bool` are compared in lower case.
    return operator === 'Null' ? stated.toLowerCase() : stated
  })
}
