import type { CreateGuardrailVersionRequest, CreateGuardrailVersionResponse } from '@aws-sdk/client-bedrock'
import type { Call } from '../../../call/call.ts'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import { requestFingerprint, tokenSecret } from '../../../resources/request-fingerprint.ts'
import type { Tx } from '../../../storage/storage.ts'
import { draft, type VersionBody, versionKind } from '../bodies.ts'
import { changedMeanwhile, guardrailMissing, quotaExceeded, updating } from '../errors.ts'
import { enterGuardrail, type Guardrail, getVersion, requireCurrent } from '../find-guardrail.ts'
import { once } from '../idempotency.ts'
import type { GuardrailOperation, GuardrailsRoom } from '../room.ts'

/** A copy of the working draft that stays as it is, under the guardrail's key. Numbers are never used again. */
export const createGuardrailVersion: GuardrailOperation<
  CreateGuardrailVersionRequest,
  CreateGuardrailVersionResponse
> = {
  readOnly: false,
  recordRequest: shown(['guardrailIdentifier'], ['description']),
  recordResponse: shown(['guardrailId', 'version']),
  async handle(room, call, input) {
    const identifier = given(input.guardrailIdentifier, 'guardrailIdentifier')
    const guardrail = await enterGuardrail(room, call, identifier)
    const { clientRequestToken, description } = input
    const request = {
      clientToken: clientRequestToken,
      parent: guardrail.id,
      fingerprint: requestFingerprint(tokenSecret(clientRequestToken), { description }),
      proposed: { version: String((await lastVersion(room, guardrail)) + 1) },
      areLost: ({ version }: { readonly version: string }) =>
        isMadeByAnother(room, guardrail, { version, clientRequestToken }),
    }
    return once(room, call, request, async ({ version }) => {
      const wanted = { version, description, clientRequestToken }
      if (!(await isMade(room, guardrail, wanted))) await makeVersion(room, call, guardrail, wanted)
      return { guardrailId: guardrail.id, version }
    })
  },
}

async function lastVersion(room: GuardrailsRoom, { id, named }: Guardrail): Promise<number> {
  const row = await room.storage.database
    .selectFrom('guardrail')
    .select('last_version')
    .where('account_id', '=', named.accountId)
    .where('region', '=', named.region)
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) throw guardrailMissing(id)
  return row.last_version
}

interface WantedVersion {
  readonly version: string
  readonly description: string | undefined
  readonly clientRequestToken: string | undefined
}

type NumberedRequest = Pick<WantedVersion, 'version' | 'clientRequestToken'>

/** Whether an earlier request with the same token has made it. */
async function isMade(room: GuardrailsRoom, guardrail: Guardrail, wanted: NumberedRequest): Promise<boolean> {
  if (wanted.clientRequestToken === undefined) return false
  return (await tokenOfVersion(room, guardrail, wanted.version)) === wanted.clientRequestToken
}

/** The number was free when an earlier request with the same token was cut off; another request has it now. */
async function isMadeByAnother(
  room: GuardrailsRoom,
  guardrail: Guardrail,
  wanted: NumberedRequest,
): Promise<boolean> {
  const token = await tokenOfVersion(room, guardrail, wanted.version)
  return token !== null && token !== wanted.clientRequestToken
}

/** Of the request that made it, '' when it had none; null when there is no such version. */
async function tokenOfVersion(
  room: GuardrailsRoom,
  guardrail: Guardrail,
  version: string,
): Promise<string | null> {
  if (!(await versionIds(guardrail)).has(version)) return null
  const { record } = await getVersion(room, guardrail, version, null)
  return record.body.clientRequestToken ?? ''
}

/** Numbered ones, wherever they are. */
async function versionIds({ scope, oldScope }: Guardrail): Promise<ReadonlySet<string>> {
  const ids = new Set<string>()
  for (const place of oldScope === null ? [scope] : [oldScope, scope]) {
    for (const { id } of await place.records.outlines(versionKind)) if (id !== draft) ids.add(id)
  }
  return ids
}

async function makeVersion(
  room: GuardrailsRoom,
  call: Call,
  guardrail: Guardrail,
  wanted: WantedVersion,
): Promise<void> {
  const { scope, named } = guardrail
  const { version, description, clientRequestToken } = wanted
  const { record } = await getVersion(room, guardrail, draft, call)
  if (record.status !== 'READY') throw updating(guardrail.id)
  const { versionsPerGuardrailMax } = room.settings
  if ((await versionIds(guardrail)).size >= versionsPerGuardrailMax) {
    throw quotaExceeded(`${versionsPerGuardrailMax} versions a guardrail`)
  }
  const { definition } = record.body
  const createdAt = room.now()
  const body: VersionBody = {
    definition: description === undefined ? definition : { ...definition, description },
    updatedAt: createdAt,
    clientRequestToken,
  }
  const create = { kind: versionKind, id: version, status: 'READY', body, createdAt }
  try {
    await scope.records.save([{ create }], {
      whole: true,
      also: async (tx) => {
        await count(tx, guardrail, Number(version))
        await requireCurrent(room, tx, named, scope)
      },
    })
  } catch (error) {
    // The same request may have run twice at once: the other one was first.
    if (!(await isMade(room, guardrail, wanted))) throw error
  }
}

/** @throws ConflictException when another call has taken the number */
async function count(tx: Tx, { id, named }: Guardrail, version: number): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('guardrail')
    .set({ last_version: version })
    .where('account_id', '=', named.accountId)
    .where('region', '=', named.region)
    .where('id', '=', id)
    .where('last_version', '=', version - 1)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) throw changedMeanwhile()
}
