import type { CreateGuardrailRequest, CreateGuardrailResponse } from '@aws-sdk/client-bedrock'
import type { Call } from '../../../call/call.ts'
import { given } from '../../../resources/given.ts'
import { enqueue } from '../../../resources/jobs.ts'
import { type Place, placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { requestFingerprint, tokenSecret } from '../../../resources/request-fingerprint.ts'
import { countResources, findResource, insertResource } from '../../../resources/resource-rows.ts'
import type { Tags } from '../../../resources/tags.ts'
import { requestTagContext } from '../../../resources/tags.ts'
import type { Database, Tx } from '../../../storage/storage.ts'
import { guardrailArn, type NamedGuardrail } from '../arns.ts'
import { draft, type GuardrailBody, guardrailKind, type VersionBody, versionKind } from '../bodies.ts'
import { definitionOf, type GuardrailDefinition } from '../definition.ts'
import { changedMeanwhile, quotaExceeded } from '../errors.ts'
import { guardrails, noteGuardrail } from '../find-guardrail.ts'
import { once } from '../idempotency.ts'
import { newGuardrailId } from '../ids.ts'
import { nameToken, orNameTaken, requireFreeName } from '../names.ts'
import { definitionMembers } from '../projection.ts'
import { requireDefinition } from '../require-definition.ts'
import type { GuardrailOperation, GuardrailsRoom } from '../room.ts'
import { sweep } from '../schedule.ts'
import { guardrailScope } from '../scope.ts'
import { readTags } from '../tags.ts'

/**
 * Makes the guardrail's encryption scope with the caller's permissions (DescribeKey, CreateGrant through
 * `kms:ViaService`); a key that cannot be taken fails the call. The draft is READY when the call is answered.
 */
export const createGuardrail: GuardrailOperation<CreateGuardrailRequest, CreateGuardrailResponse> = {
  readOnly: false,
  recordRequest: shown(['kmsKeyId'], [...definitionMembers, 'tags']),
  recordResponse: shown(['guardrailId', 'guardrailArn', 'version']),
  async handle(room, call, input) {
    const context = requestTagContext(input.tags)
    await room.iam.authorize(call, { action: 'bedrock:CreateGuardrail', resource: '*', context })
    const place = placeOf(call)
    const definition = definitionOf(input, place)
    requireDefinition(room, definition)
    const { clientRequestToken, ...content } = input
    const request = {
      clientToken: clientRequestToken,
      parent: '',
      fingerprint: requestFingerprint(tokenSecret(clientRequestToken), content),
      proposed: { guardrailId: newGuardrailId() },
    }
    return once(room, call, request, async ({ guardrailId }) => {
      const named = { ...place, guardrailId }
      const arn = guardrailArn(place, guardrailId)
      const tags = readTags(room, arn, input.tags)
      if ((await find(room, named)) === null) {
        await makeGuardrail(room, call, named, { definition, tags, kmsKeyIdentifier: input.kmsKeyId })
      }
      const made = await find(room, named)
      if (made === null) throw changedMeanwhile()
      noteGuardrail(call, { arn })
      return { guardrailId, guardrailArn: arn, version: draft, createdAt: new Date(made.created_at) }
    })
  },
}

function find(room: GuardrailsRoom, named: NamedGuardrail) {
  return findResource(room.storage.database, named, guardrails, named.guardrailId)
}

interface NewGuardrail {
  readonly definition: GuardrailDefinition
  readonly tags: Tags
  readonly kmsKeyIdentifier: string | undefined
}

/** Scope, records and entries become visible at once: a crash leaves all of it or nothing. */
async function makeGuardrail(
  room: GuardrailsRoom,
  call: Call,
  named: NamedGuardrail,
  { definition, tags, kmsKeyIdentifier }: NewGuardrail,
): Promise<void> {
  const { database } = room.storage
  const token = await nameToken(room, call, given(definition.name, 'name'))
  // Before a grant is made for nothing; again in the transaction.
  await requireFreeName(database, named, token)
  await requireQuota(room, database, named)
  const createdAt = room.now()
  const guardrail: GuardrailBody = { tags }
  const version: VersionBody = { definition, updatedAt: createdAt }
  const make = () =>
    room.envelope.createScope(call, guardrailScope, {
      resourceArn: guardrailArn(named, named.guardrailId),
      kmsKeyIdentifier,
      records: [
        { kind: guardrailKind, id: named.guardrailId, body: guardrail, createdAt },
        { kind: versionKind, id: draft, status: 'READY', body: version, createdAt },
      ],
      register: (tx, scopeId) => register(room, tx, named, { token, scopeId, createdAt }),
    })
  try {
    await orNameTaken(room, named, token, make)
  } catch (error) {
    // The same request may have run twice at once: the other one was first.
    if ((await find(room, named)) === null) throw error
  }
}

interface Entry {
  readonly token: string
  readonly scopeId: string
  readonly createdAt: number
}

async function register(
  room: GuardrailsRoom,
  tx: Tx,
  named: NamedGuardrail,
  { token, scopeId, createdAt }: Entry,
): Promise<void> {
  await requireFreeName(tx, named, token)
  await requireQuota(room, tx, named)
  await tx
    .insertInto('guardrail')
    .values({
      account_id: named.accountId,
      region: named.region,
      id: named.guardrailId,
      name_token: token,
      last_version: 0,
      old_scope_id: null,
    })
    .execute()
  const row = { id: named.guardrailId, scope_id: scopeId, created_at: createdAt }
  await insertResource(tx, named, guardrails, row)
  await enqueue(room, tx, sweep, room.now() + room.settings.sweepIntervalMs)
}

async function requireQuota(room: GuardrailsRoom, database: Database, place: Place): Promise<void> {
  const { guardrailsMax } = room.settings
  if ((await countResources(database, place, guardrails)) >= guardrailsMax) {
    throw quotaExceeded(`${guardrailsMax} guardrails an account and Region`)
  }
}
