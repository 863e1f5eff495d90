/** Conditions that hold a statement for everyone down to known callers. */

import type { Condition } from './policy-document.ts'
import { areFixed, demands, haveFixedAccount, isAccount } from './statements.ts'

const accountKeys = new Set(['aws:principalaccount', 'kms:calleraccount', 'aws:sourceaccount'])
const arnKeys = new Set(['aws:principalarn', 'aws:sourcearn'])

/**
 * One of them is enough, since all conditions of a statement must hold. `kms:ViaService` is none: anybody can come through a
 * service.
 */
export function isPinned(conditions: readonly Condition[]): boolean {
  return conditions.some(isPin)
}

function isPin(condition: Condition): boolean {
  if (!demands(condition)) return false
  const { key, values } = condition
  if (key === 'aws:principalorgid') return areFixed(values)
  // `o-a1b2c3d4e5/r-ab12/ou-…/*`: the organization comes first.
  if (key === 'aws:principalorgpaths')
    return values.length > 0 && values.every((path) => /^o-[a-z0-9]{10,32}\//.test(path))
  if (accountKeys.has(key)) return values.length > 0 && values.every(isAccount)
  return arnKeys.has(key) && haveFixedAccount(values)
}

/**
 * What holds a service to the customer's own account or resource, against the confused deputy ("Cross-service confused deputy
 * prevention").
 */
export function isServicePinned(conditions: readonly Condition[]): boolean {
  return conditions.some(isServicePin)
}

/** The logs service of a region serves all its accounts: only the log group's ARN says for whom it acts. */
export function isLogGroupPinned(conditions: readonly Condition[]): boolean {
  return conditions.some(
    (condition) =>
      demands(condition) &&
      condition.key === 'kms:encryptioncontext:aws:logs:arn' &&
      haveFixedAccount(condition.values),
  )
}

function isServicePin(condition: Condition): boolean {
  if (!demands(condition)) return false
  const { key, values } = condition
  if (key === 'aws:sourceorgid') return areFixed(values)
  if (key === 'aws:sourceaccount' || key === 'kms:calleraccount')
    return values.length > 0 && values.every(isAccount)
  if (key === 'aws:sourcearn')
    return haveFixedAccount(values) || (values.length > 0 && values.every(isBucket))
  return (
    key.startsWith('kms:encryptioncontext:') &&
    values.length > 0 &&
    values.every((value) => !/^[*?]*$/.test(value))
  )
}

/** `arn:aws:s3:::name`: a bucket's ARN has no account, and its name is taken once in the world. */
function isBucket(value: string): boolean {
  return /^arn:aws[a-z-]*:s3:::[a-z0-9]/.test(value)
}
