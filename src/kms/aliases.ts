/** Alias names and their quota (KMS Developer Guide, "Aliases in AWS KMS"). */

import type { Call } from '../call/call.ts'
import type { Tx } from '../storage/storage.ts'
import {
  aliasInvalidCharacters,
  aliasPrefixMissing,
  aliasReserved,
  limitExceeded,
  validation,
} from './errors.ts'

const aliasesMax = 50
const prefix = 'alias/'
export const reservedAliasPrefix = 'alias/aws/'

/** @throws ValidationException; NotAuthorizedException for names that belong to AWS managed keys. */
export function requireOwnAliasName(aliasName: string): void {
  if (!aliasName.startsWith(prefix)) throw aliasPrefixMissing()
  if (aliasName === 'alias/aws' || aliasName.startsWith(reservedAliasPrefix)) throw aliasReserved()
  if (!/^[a-zA-Z0-9/_-]+$/.test(aliasName.slice(prefix.length))) throw aliasInvalidCharacters(aliasName)
}

/** An alias points at a key, never at another alias. @throws ValidationException */
export function requireKeyTarget(targetKeyId: string): void {
  if (targetKeyId.startsWith(prefix) || /^arn:[^:]*:kms:[^:]*:[^:]*:alias\//.test(targetKeyId)) {
    throw validation('Aliases must refer to keys. Not aliases')
  }
}

/** @throws LimitExceededException when the key has 50 aliases already. */
export async function requireRoomForAlias(tx: Tx, keyArn: string): Promise<void> {
  const aliases = await tx
    .selectFrom('kms_alias')
    .select('alias_name')
    .where('key_arn', '=', keyArn)
    .limit(aliasesMax)
    .execute()
  if (aliases.length >= aliasesMax)
    throw limitExceeded(`The key ${keyArn} has ${aliasesMax} aliases already.`)
}

/** Events of alias operations name the alias beside the key, with the key's type. */
export function noteAlias(call: Call, aliasArn: string): void {
  call.notes.resources.push({ accountId: call.principal.accountId, type: 'AWS::KMS::Key', arn: aliasArn })
}
