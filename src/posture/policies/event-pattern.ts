/** Whether an EventBridge rule would see a KMS call that CloudTrail records. "Amazon EventBridge event patterns". */

import { matchesWildcard } from './wildcard.ts'

/** Patterns narrower than this event, such as ones that name a key, do not match. */
export function seesKmsCall(
  pattern: string,
  eventName: string,
  place: { readonly account: string; readonly region: string },
): boolean {
  const event = {
    source: 'aws.kms',
    'detail-type': 'AWS API Call via CloudTrail',
    ...place,
    detail: { eventSource: 'kms.amazonaws.com', eventName },
  }
  try {
    return matches(JSON.parse(pattern), event)
  } catch {
    return false
  }
}

function matches(pattern: unknown, event: Readonly<Record<string, unknown>>): boolean {
  if (typeof pattern !== 'object' || pattern === null || Array.isArray(pattern)) return false
  const fields = Object.entries(pattern)
  return fields.length > 0 && fields.every(([name, wanted]) => fieldMatches(name, wanted, event))
}

function fieldMatches(name: string, wanted: unknown, event: Readonly<Record<string, unknown>>): boolean {
  if (name === '$or') return Array.isArray(wanted) && wanted.some((one) => matches(one, event))
  const value = event[name]
  if (Array.isArray(wanted)) return wanted.some((one) => valueMatches(one, value))
  return isRecord(value) && matches(wanted, value)
}

function valueMatches(wanted: unknown, value: unknown): boolean {
  if (!isRecord(wanted)) return wanted === value
  if (wanted.exists === false) return value === undefined
  if (wanted.exists === true) return value !== undefined
  if (typeof value !== 'string') return false
  const [operator, operand] = Object.entries(wanted)[0] ?? []
  if (operator === 'anything-but') return ![operand].flat().includes(value)
  if (typeof operand !== 'string') return false
  switch (operator) {
    case 'prefix':
      return value.startsWith(operand)
    case 'suffix':
      return value.endsWith(operand)
    case 'equals-ignore-case':
      return value.toLowerCase() === operand.toLowerCase()
    case 'wildcard':
      return matchesWildcard(operand, value)
    default:
      return false
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
