import type { UpdateGuardrailRequest, UpdateGuardrailResponse } from '@aws-sdk/client-bedrock'
import { given } from '../../../resources/given.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { draft, type VersionBody, versionKind } from '../bodies.ts'
import { changeKey } from '../change-key.ts'
import { changeRecord } from '../change-record.ts'
import { definitionOf } from '../definition.ts'
import { updating } from '../errors.ts'
import { enterGuardrail, type Guardrail, missingOrMoved, requireCurrent } from '../find-guardrail.ts'
import { nameToken, orNameTaken, requireFreeName } from '../names.ts'
import { definitionMembers } from '../projection.ts'
import { requireDefinition } from '../require-definition.ts'
import type { GuardrailOperation, GuardrailsRoom } from '../room.ts'
import { guardrailScope } from '../scope.ts'

/**
 * Replaces the working draft whole. Another `kmsKeyId` puts the draft under that key at once and all versions after it;
 * without one the guardrail keeps its key.
 */
export const updateGuardrail: GuardrailOperation<UpdateGuardrailRequest, UpdateGuardrailResponse> = {
  readOnly: false,
  recordRequest: shown(['guardrailIdentifier', 'kmsKeyId'], [...definitionMembers]),
  recordResponse: shown(['guardrailId', 'guardrailArn', 'version']),
  async handle(room, call, input) {
    const guardrail = await enterGuardrail(
      room,
      call,
      given(input.guardrailIdentifier, 'guardrailIdentifier'),
    )
    const definition = definitionOf(input, placeOf(call))
    requireDefinition(room, definition)
    const token = await nameToken(room, call, given(definition.name, 'name'))
    const { kmsKeyId } = input
    const keyArn =
      kmsKeyId === undefined
        ? null
        : await room.envelope.chooseKey(call, guardrailScope, {
            resourceArn: guardrail.arn,
            kmsKeyIdentifier: kmsKeyId,
          })
    const body: VersionBody = { definition, updatedAt: room.now() }
    await requireFreeName(room.storage.database, guardrail.named, token)
    await orNameTaken(room, guardrail.named, token, async () => {
      if (keyArn !== null && keyArn !== guardrail.scope.kmsKeyArn) {
        return changeKey(room, call, guardrail, { body, token, keyArn })
      }
      await guardrail.scope.requireCaller(call)
      return changeDraft(room, guardrail, body, token)
    })
    return {
      guardrailId: guardrail.id,
      guardrailArn: guardrail.arn,
      version: draft,
      updatedAt: new Date(body.updatedAt),
    }
  },
}

async function changeDraft(
  room: GuardrailsRoom,
  guardrail: Guardrail,
  body: VersionBody,
  token: string,
): Promise<void> {
  const { scope, named } = guardrail
  const changed = await changeRecord<VersionBody>(
    scope.records,
    versionKind,
    draft,
    ({ status }) => {
      if (status !== 'READY') throw updating(guardrail.id)
      return { body }
    },
    async (tx) => {
      await requireFreeName(tx, named, token)
      await tx
        .updateTable('guardrail')
        .set({ name_token: token })
        .where('account_id', '=', named.accountId)
        .where('region', '=', named.region)
        .where('id', '=', named.guardrailId)
        .execute()
      await requireCurrent(room, tx, named, scope)
    },
  )
  if (changed === null) throw await missingOrMoved(room, guardrail)
}
