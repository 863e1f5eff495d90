import type { DeleteGuardrailRequest, DeleteGuardrailResponse } from '@aws-sdk/client-bedrock'
import { given } from '../../../resources/given.ts'
import { enqueue } from '../../../resources/jobs.ts'
import { shown } from '../../../resources/projection.ts'
import { versionKind } from '../bodies.ts'
import { guardrailMissing, versionMissing } from '../errors.ts'
import { enterGuardrail, type Guardrail, guardrails, movedSince } from '../find-guardrail.ts'
import type { GuardrailOperation, GuardrailsRoom } from '../room.ts'
import { keyChange, scopeDeletion } from '../schedule.ts'

/**
 * The guardrail with all versions, or one version. Works although the key is lost: nothing has to be read to be destroyed.
 * The guardrail and its name are gone when the call is answered; a job destroys what lay under them and retires the grant.
 */
export const deleteGuardrail: GuardrailOperation<DeleteGuardrailRequest, DeleteGuardrailResponse> = {
  readOnly: false,
  recordRequest: shown(['guardrailIdentifier', 'guardrailVersion']),
  async handle(room, call, input) {
    const identifier = given(input.guardrailIdentifier, 'guardrailIdentifier')
    const guardrail = await enterGuardrail(room, call, identifier)
    const { guardrailVersion } = input
    if (guardrailVersion === undefined) await deleteWhole(room, guardrail)
    else await deleteVersion(room, guardrail, guardrailVersion)
    return {}
  },
}

async function deleteWhole(room: GuardrailsRoom, { id, named }: Guardrail): Promise<void> {
  await room.storage.transaction(async (tx) => {
    const guardrail = await tx
      .deleteFrom('guardrail')
      .where('account_id', '=', named.accountId)
      .where('region', '=', named.region)
      .where('id', '=', id)
      .returning('old_scope_id')
      .executeTakeFirst()
    const resource = await tx
      .deleteFrom('resource')
      .where('account_id', '=', named.accountId)
      .where('region', '=', named.region)
      .where('service', '=', guardrails.service)
      .where('kind', '=', guardrails.kind)
      .where('id', '=', id)
      .returning('scope_id')
      .executeTakeFirst()
    if (guardrail === undefined || resource === undefined) throw guardrailMissing(id)
    for (const scopeId of [resource.scope_id, guardrail.old_scope_id]) {
      if (scopeId !== null) await enqueue(room, tx, scopeDeletion(scopeId))
    }
  })
  room.storage.jobs.nudge()
}

async function deleteVersion(room: GuardrailsRoom, guardrail: Guardrail, version: string): Promise<void> {
  for (let current: Guardrail | null = guardrail; current !== null; ) {
    if (await deleteIn(room, current, version)) return
    current = await movedSince(room, current)
  }
  throw versionMissing(guardrail.id, version)
}

/** The former scope first: a key change that moves the version just then finds it gone there, or has brought it here. */
async function deleteIn(room: GuardrailsRoom, guardrail: Guardrail, version: string): Promise<boolean> {
  const { scope, oldScope, named } = guardrail
  const places = oldScope === null ? [scope] : [oldScope, scope]
  const deleted = await room.storage.transaction(async (tx) => {
    let found = false
    for (const { records } of places) if (await records.deleteWithin(tx, versionKind, version)) found = true
    // It may have been the last one that a key change was waiting for.
    if (oldScope !== null) await enqueue(room, tx, keyChange(named))
    return found
  })
  if (oldScope !== null) room.storage.jobs.nudge()
  return deleted
}
