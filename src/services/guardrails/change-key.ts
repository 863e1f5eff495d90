import type { Call } from '../../call/call.ts'
import type { Scope, SealedRecord } from '../../envelope/envelope.ts'
import { enqueue, schedule } from '../../resources/jobs.ts'
import type { Tx } from '../../storage/storage.ts'
import { draft, type GuardrailBody, guardrailKind, type VersionBody, versionKind } from './bodies.ts'
import { changedMeanwhile, KeyUnavailableError, updating, versionsUnderOldKey } from './errors.ts'
import { type Guardrail, guardrails, missingOrMoved } from './find-guardrail.ts'
import { requireFreeName } from './names.ts'
import type { GuardrailsRoom } from './room.ts'
import { keyChange, scopeDeletion } from './schedule.ts'
import { guardrailScope } from './scope.ts'

export interface KeyChange {
  readonly body: VersionBody
  readonly token: string
  readonly keyArn: string
}

/**
 * Puts a guardrail under another key: a new scope with the draft of the request takes the place of the present one, made
 * with the caller's permissions. Versions are moved after it by a job, the draft is UPDATING meanwhile. Works although the
 * present key is lost: then the draft is usable at once, and the versions wait until that key is back or they are deleted.
 * @throws ConflictException while another key change is under way
 */
export async function changeKey(
  room: GuardrailsRoom,
  call: Call,
  guardrail: Guardrail,
  { body, token, keyArn }: KeyChange,
): Promise<void> {
  const { scope, arn } = guardrail
  const present = (await scope.records.outlines(versionKind)).find(({ id }) => id === draft)
  if (present === undefined) throw await missingOrMoved(room, guardrail)
  if (present.status !== 'READY') throw updating(guardrail.id)
  await requireEmptied(room, guardrail)
  const versions = await countVersions(scope)
  if (versions > 0) await requireReader(scope, call)
  const known = await readable(guardrail)
  const head: GuardrailBody =
    known === null ? { tags: {}, formerTagsMissing: true } : { tags: known.body.tags }
  await room.envelope.createScope(call, guardrailScope, {
    resourceArn: arn,
    kmsKeyIdentifier: keyArn,
    records: [
      { kind: guardrailKind, id: guardrail.id, body: head, createdAt: present.createdAt },
      { kind: versionKind, id: draft, status: 'UPDATING', body, createdAt: present.createdAt },
    ],
    register: (tx, scopeId) => register(room, tx, guardrail, { scopeId, token, known, versions }),
  })
  room.storage.jobs.nudge()
}

async function countVersions(scope: Scope): Promise<number> {
  const outlines = await scope.records.outlines(versionKind)
  return outlines.filter(({ id }) => id !== draft).length
}

/**
 * Versions are read with the service's permission, and afterwards whoever may use the new key can read them. So who moves
 * them has to be allowed to read them now, as KMS's own ReEncrypt asks for both keys. A key that nobody can use gives
 * nothing away: KMS asks for the permission before it looks at the key's state.
 * @throws AccessDeniedException
 */
async function requireReader(scope: Scope, call: Call): Promise<void> {
  try {
    await scope.requireCaller(call)
  } catch (error) {
    if (!(error instanceof KeyUnavailableError)) throw error
  }
}

/**
 * Of the key change before this one nothing but tags may be left under its former key, which has not come back: these are
 * given up.
 */
async function requireEmptied(room: GuardrailsRoom, { id, named, oldScope }: Guardrail): Promise<void> {
  const left = (await oldScope?.records.outlines(versionKind)) ?? []
  if (left.every((outline) => outline.id === draft)) return
  // The key may be back already.
  await schedule(room, keyChange(named))
  throw versionsUnderOldKey(id)
}

/** Null when the key is out of reach. */
async function readable({ id, scope }: Guardrail): Promise<SealedRecord<GuardrailBody> | null> {
  try {
    return await scope.records.get<GuardrailBody>(guardrailKind, id)
  } catch (error) {
    if (error instanceof KeyUnavailableError) return null
    throw error
  }
}

interface Registration {
  readonly scopeId: string
  readonly token: string
  readonly known: SealedRecord<GuardrailBody> | null
  /** Numbered ones, when the caller's right to move them was asked for. */
  readonly versions: number
}

async function register(
  room: GuardrailsRoom,
  tx: Tx,
  { named, scope, oldScopeId }: Guardrail,
  { scopeId, token, known, versions }: Registration,
): Promise<void> {
  await requireFreeName(tx, named, token)
  const begun = await tx
    .updateTable('guardrail')
    .set({ name_token: token, old_scope_id: scope.id })
    .where('account_id', '=', named.accountId)
    .where('region', '=', named.region)
    .where('id', '=', named.guardrailId)
    .where('old_scope_id', oldScopeId === null ? 'is' : '=', oldScopeId)
    .executeTakeFirst()
  const placed = await tx
    .updateTable('resource')
    .set({ scope_id: scopeId })
    .where('account_id', '=', named.accountId)
    .where('region', '=', named.region)
    .where('service', '=', guardrails.service)
    .where('kind', '=', guardrails.kind)
    .where('id', '=', named.guardrailId)
    .where('scope_id', '=', scope.id)
    .executeTakeFirst()
  if (begun.numUpdatedRows !== 1n || placed.numUpdatedRows !== 1n) throw changedMeanwhile()
  if (known !== null) await requireSameTags(tx, scope.id, known)
  await requireNoMoreVersions(tx, scope.id, versions)
  await enqueue(room, tx, keyChange(named))
  if (oldScopeId !== null) await enqueue(room, tx, scopeDeletion(oldScopeId))
}

/** Tags set since they were read would be lost. */
async function requireSameTags(tx: Tx, scopeId: string, known: SealedRecord<GuardrailBody>): Promise<void> {
  const row = await tx
    .selectFrom('sealed_record')
    .select('revision')
    .where('scope_id', '=', scopeId)
    .where('kind', '=', known.kind)
    .where('id', '=', known.id)
    .executeTakeFirst()
  if (row?.revision !== known.revision) throw changedMeanwhile()
}

/** One made since they were counted might be moved by somebody who may not read it. */
async function requireNoMoreVersions(tx: Tx, scopeId: string, counted: number): Promise<void> {
  const { rows } = await tx
    .selectFrom('sealed_record')
    .select((eb) => eb.fn.countAll<number | string>().as('rows'))
    .where('scope_id', '=', scopeId)
    .where('kind', '=', versionKind)
    .where('id', '!=', draft)
    .executeTakeFirstOrThrow()
  if (Number(rows) > counted) throw changedMeanwhile()
}
