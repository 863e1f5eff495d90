import type { DeleteAliasRequest } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { noteAlias, requireOwnAliasName } from '../aliases.ts'
import { authorizeKey } from '../authorize.ts'
import { aliasNotFound, missingMember } from '../errors.ts'
import type { Kms } from '../kms.ts'
import { changeKey, getKey } from '../kms-key.ts'
import { aliasArnOf, aliasSubject, getAliasTarget, noteKey } from '../resolve-key.ts'
import { noteKeyIdResponse, present } from '../trail-record.ts'

/** Removes an alias, whatever the state of its key. Needs kms:DeleteAlias on the alias and on the key. */
export const deleteAlias: Operation<Kms, DeleteAliasRequest, void> = {
  readOnly: false,
  recordRequest: (input) => present({ aliasName: input.AliasName }),
  async handle(kms, call, input) {
    if (input.AliasName === undefined) throw missingMember('aliasName')
    const aliasName = input.AliasName
    requireOwnAliasName(aliasName)
    const { accountId } = call.principal
    const aliasArn = aliasArnOf(call.region, accountId, aliasName)
    const key = await getKey(kms, await getAliasTarget(kms, call.region, accountId, aliasName))
    noteKey(call, key)
    noteAlias(call, aliasArn)
    await kms.iam.authorize(call, { action: 'kms:DeleteAlias', resource: aliasArn })
    await authorizeKey(kms, call, { action: 'DeleteAlias', key })
    await changeKey(kms, key.arn, 'DeleteAlias', async (tx, _row, touch) => {
      touch(aliasSubject(call.region, accountId))
      const deleted = await tx
        .deleteFrom('kms_alias')
        .where('alias_arn', '=', aliasArn)
        .where('key_arn', '=', key.arn)
        .executeTakeFirst()
      if (deleted.numDeletedRows === 0n) throw aliasNotFound(aliasArn)
    })
    noteKeyIdResponse(call, key.arn)
  },
}
