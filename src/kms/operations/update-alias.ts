import type { UpdateAliasRequest } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { noteAlias, requireKeyTarget, requireOwnAliasName, requireRoomForAlias } from '../aliases.ts'
import { authorizeKey } from '../authorize.ts'
import { aliasNotFound, aliasUsageDiffers, missingMember, validation } from '../errors.ts'
import { symmetricDefault } from '../key-specs.ts'
import { requireKeyState } from '../key-state.ts'
import type { Kms } from '../kms.ts'
import { changeKey, getKey, type KmsKey, keySubject } from '../kms-key.ts'
import { aliasArnOf, aliasSubject, getAliasTarget, noteKey, resolveKey } from '../resolve-key.ts'
import { noteKeyIdResponse, present } from '../trail-record.ts'

/** Points an alias at another key of the same usage. Needs kms:UpdateAlias on the alias, the old key and the new key. */
export const updateAlias: Operation<Kms, UpdateAliasRequest, void> = {
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
    noteAlias(call, aliasArn)
    const current = await getKey(kms, await getAliasTarget(kms, call.region, accountId, aliasName))
    noteKey(call, current)
    const { key: wanted } = await resolveKey(kms, call, 'UpdateAlias', input.TargetKeyId)
    await kms.iam.authorize(call, { action: 'kms:UpdateAlias', resource: aliasArn })
    await authorizeKey(kms, call, { action: 'UpdateAlias', key: current })
    if (wanted.arn !== current.arn) await authorizeKey(kms, call, { action: 'UpdateAlias', key: wanted })
    // The key that loses the alias may be in any state.
    requireKeyState('UpdateAlias', wanted)
    requireSameKind(aliasName, current, wanted)
    await changeKey(kms, wanted.arn, 'UpdateAlias', async (tx, _row, touch) => {
      touch(aliasSubject(call.region, accountId))
      touch(keySubject(current.arn))
      if (wanted.arn !== current.arn) await requireRoomForAlias(tx, wanted.arn)
      const updated = await tx
        .updateTable('kms_alias')
        .set({ key_arn: wanted.arn, updated_at: call.time })
        .where('alias_arn', '=', aliasArn)
        // Whoever may move it away from one key may not move it away from another.
        .where('key_arn', '=', current.arn)
        .executeTakeFirst()
      if (updated.numUpdatedRows === 0n) throw aliasNotFound(aliasArn)
    })
    noteKeyIdResponse(call, wanted.arn)
  },
}

/** KMS API Reference, "UpdateAlias": same key usage, and both symmetric, both asymmetric or both HMAC. */
function requireSameKind(aliasName: string, current: KmsKey, wanted: KmsKey): void {
  if (current.usage !== wanted.usage) throw aliasUsageDiffers(aliasName, current.usage, wanted.usage)
  if ((current.spec === symmetricDefault) !== (wanted.spec === symmetricDefault)) {
    throw validation(`Alias ${aliasName} cannot be changed between symmetric and asymmetric KMS keys.`)
  }
}
