/** The condition operators as a table (IAM User Guide, "IAM JSON policy elements: Condition operators"). */

import { matchesPattern, matchesWholeArn, type Pattern } from './arn-pattern.ts'
import { parseIpAddress, parseIpRange, rangeHolds } from './ip-range.ts'

export interface ConditionOperator {
  /** True for the `Not…` twins: they hold when none of the values matches, and when the key is absent. */
  readonly negated: boolean
  /** Whether a policy may state this value. Values with a variable in them are known only at evaluation. */
  readonly accepts: (value: string) => boolean
  /** Whether a value of the request matches one value of the policy; the table does the negation elsewhere. */
  readonly matches: (actual: string, stated: Pattern) => boolean
}

const anything = () => true
const isNumber = (text: string) => !Number.isNaN(parseNumber(text))
const isDate = (text: string) => !Number.isNaN(parseDate(text))
const isBool = (text: string) => /^(?:true|false)$/i.test(text)
const isBase64 = (text: string) => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)
const isRange = (text: string) => parseIpRange(text) !== null

const equals = text((actual, stated) => actual === stated)
const equalsIgnoreCase = text((actual, stated) => actual.toLowerCase() === stated.toLowerCase())
const bool = text((actual, stated) => isBool(actual) && actual.toLowerCase() === stated.toLowerCase())
const binary = text((actual, stated) => Buffer.from(actual, 'base64').equals(Buffer.from(stated, 'base64')))
const like = (actual: string, stated: Pattern) => matchesPattern(stated, actual)
const arnLike = (actual: string, stated: Pattern) => matchesWholeArn(stated, actual)

const inRange = text((actual, stated) => {
  const address = parseIpAddress(actual)
  const range = parseIpRange(stated)
  return address !== null && range !== null && rangeHolds(range, address)
})

const operators: Readonly<Record<string, ConditionOperator>> = {
  StringEquals: { negated: false, accepts: anything, matches: equals },
  StringNotEquals: { negated: true, accepts: anything, matches: equals },
  StringEqualsIgnoreCase: { negated: false, accepts: anything, matches: equalsIgnoreCase },
  StringNotEqualsIgnoreCase: { negated: true, accepts: anything, matches: equalsIgnoreCase },
  StringLike: { negated: false, accepts: anything, matches: like },
  StringNotLike: { negated: true, accepts: anything, matches: like },
  NumericEquals: numeric((actual, stated) => actual === stated),
  NumericNotEquals: { ...numeric((actual, stated) => actual === stated), negated: true },
  NumericLessThan: numeric((actual, stated) => actual < stated),
  NumericLessThanEquals: numeric((actual, stated) => actual <= stated),
  NumericGreaterThan: numeric((actual, stated) => actual > stated),
  NumericGreaterThanEquals: numeric((actual, stated) => actual >= stated),
  DateEquals: date((actual, stated) => actual === stated),
  DateNotEquals: { ...date((actual, stated) => actual === stated), negated: true },
  DateLessThan: date((actual, stated) => actual < stated),
  DateLessThanEquals: date((actual, stated) => actual <= stated),
  DateGreaterThan: date((actual, stated) => actual > stated),
  DateGreaterThanEquals: date((actual, stated) => actual >= stated),
  Bool: { negated: false, accepts: isBool, matches: bool },
  BinaryEquals: { negated: false, accepts: isBase64, matches: binary },
  IpAddress: { negated: false, accepts: isRange, matches: inRange },
  NotIpAddress: { negated: true, accepts: isRange, matches: inRange },
  ArnEquals: { negated: false, accepts: anything, matches: arnLike },
  ArnLike: { negated: false, accepts: anything, matches: arnLike },
  ArnNotEquals: { negated: true, accepts: anything, matches: arnLike },
  ArnNotLike: { negated: true, accepts: anything, matches: arnLike },
  // Asks for the key's presence; condition.ts answers it.
  Null: { negated: false, accepts: isBool, matches: bool },
}

/** Null when there is no such operator. `name` is without set prefix and `IfExists`. */
export function findOperator(name: string): ConditionOperator | null {
  return Object.hasOwn(operators, name) ? (operators[name] ?? null) : null
}

function text(compare: (actual: string, stated: string) => boolean): ConditionOperator['matches'] {
  return (actual, stated) => compare(actual, stated.text)
}

// Comparisons with NaN are false, so a value that is no number or date matches nothing.
function numeric(compare: (actual: number, stated: number) => boolean): ConditionOperator {
  const matches = text((actual, stated) => compare(parseNumber(actual), parseNumber(stated)))
  return { negated: false, accepts: isNumber, matches }
}

function date(compare: (actual: number, stated: number) => boolean): ConditionOperator {
  const matches = text((actual, stated) => compare(parseDate(actual), parseDate(stated)))
  return { negated: false, accepts: isDate, matches }
}

function parseNumber(value: string): number {
  return value.length <= 40 && /^[+-]?\d+(?:\.\d+)?$/.test(value) ? Number(value) : Number.NaN
}

const isoDate = /^\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/

/** ISO 8601 in the W3C profile, UTC where no zone is given, or epoch seconds (more than four digits); in milliseconds. */
function parseDate(value: string): number {
  if (value.length > 40) return Number.NaN
  const iso = isoDate.exec(value)
  if (iso) return Date.parse(value.includes('T') && iso[1] === undefined ? `${value}Z` : value)
  return parseNumber(value) * 1000
}
