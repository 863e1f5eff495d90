import type { CreateAliasRequest } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { noteAlias, requireKeyTarget, requireOwnAliasName, requireRoomForAlias } from '../aliases.ts'
import { authorizeKey } from '../authorize.ts'
import { aliasExists, missingMember } from '../errors.ts'
import { requireKeyState } from '../key-state.ts'
import type { Kms } from '../kms.ts'
import { changeKey } from '../kms-key.ts'
import { aliasArnOf, aliasSubject, findAliasTarget, resolveKey } from '../resolve-key.ts'
import { noteKeyIdResponse, present } from '../trail-record.ts'

/** Gives a key a second name. Needs kms:CreateAlias on the alias and on the key. */
export const createAlias: Operation<Kms, CreateAliasRequest, void> = {
  readOnly: false,
  recordRequest: (input) => present({ aliasName: input.AliasName, targetKeyId: input.TargetKeyId }),
  async handle(kms, call, input) {
    if (input.AliasName === undefined) throw missingMember('aliasName')
    if (input.TargetKeyId === undefined) throw missingMember('targetKeyId')
    const aliasName = input.AliasName
    requireOwnAliasName(aliasName)
    requireKeyTarget(input.TargetKeyId)
    const { accountId } = call.principal
    const aliasArn = aliasArnOf(call.region, accountId, aliasName)
    const { key } = await resolveKey(kms, call, 'CreateAlias', input.TargetKeyId)
    noteAlias(call, aliasArn)
    await kms.iam.authorize(call, { action: 'kms:CreateAlias', resource: aliasArn })
    await authorizeKey(kms, call, { action: 'CreateAlias', key })
    if ((await findAliasTarget(kms, call.region, accountId, aliasName)) !== null) throw aliasExists(aliasArn)
    requireKeyState('CreateAlias', key)
    await changeKey(kms, key.arn, 'CreateAlias', async (tx, _row, touch) => {
      touch(aliasSubject(call.region, accountId))
      await requireRoomForAlias(tx, key.arn)
      const inserted = await tx
        .insertInto('kms_alias')
        .values({
          alias_arn: aliasArn,
          alias_name: aliasName,
          account_id: accountId,
          region: call.region,
          key_arn: key.arn,
          created_at: call.time,
          updated_at: call.time,
        })
        .onConflict((conflict) => conflict.column('alias_arn').doNothing())
        .executeTakeFirst()
      if (inserted.numInsertedOrUpdatedRows === 0n) throw aliasExists(aliasArn)
    })
    noteKeyIdResponse(call, key.arn)
  },
}
