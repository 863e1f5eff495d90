/** IAM policies that let their holders decrypt with every key. */

import type { Condition, Policy, Statement } from './policy-document.ts'
import { allows, demands } from './statements.ts'
import { hasWildcard, matchesWildcard } from './wildcard.ts'

/** Statements that allow decryption on every key of some account and region, with nothing that narrows it. */
export function decryptAllStatements({ statements }: Policy): readonly Statement[] {
  return statements.filter(
    (statement) =>
      statement.effect === 'Allow' &&
      (allows(statement, 'kms:Decrypt') || allows(statement, 'kms:ReEncryptFrom')) &&
      coversEveryKey(statement) &&
      !statement.conditions.some(narrows),
  )
}

const someKey = 'key/00000000-0000-4000-8000-000000000000'

function coversEveryKey({ resources, notResource }: Statement): boolean {
  const covers = resources.some(
    (pattern) => hasWildcard(pattern) && matchesWildcard(pattern, keyLike(pattern)),
  )
  return covers !== notResource
}

/** A key's ARN that nobody has, in the account and region that the pattern names. */
function keyLike(pattern: string): string {
  const parts = pattern.split(':')
  const field = (index: number, otherwise: string) => {
    const written = parts.length >= 6 ? (parts[index] ?? '') : ''
    return written === '' || hasWildcard(written) ? otherwise : written
  }
  const [partition, region, account] = [field(1, 'aws'), field(3, 'eu-west-1'), field(4, '000000000000')]
  return `arn:${partition}:kms:${region}:${account}:${someKey}`
}

function narrows(condition: Condition): boolean {
  const { key, values } = condition
  const narrowing =
    key === 'kms:viaservice' || key === 'kms:resourcealiases' || key.startsWith('aws:resourcetag/')
  return (
    narrowing && demands(condition) && values.length > 0 && values.every((value) => !/^[*?]*$/.test(value))
  )
}
