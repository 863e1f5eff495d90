import type { Call } from '../../call/call.ts'
import { type Scope, ScopeMissingError, type SealedRecord } from '../../envelope/envelope.ts'
import { findScope } from '../../resources/jobs.ts'
import { type Place, placeOf } from '../../resources/place.ts'
import type { ResourceKind } from '../../resources/resource-rows.ts'
import type { Tx } from '../../storage/storage.ts'
import { guardrailArn, type NamedGuardrail, parseGuardrailArn } from './arns.ts'
import { type VersionBody, versionKind } from './bodies.ts'
import { changedMeanwhile, guardrailMissing, invalid, versionMissing } from './errors.ts'
import type { GuardrailsRoom } from './room.ts'
import { guardrailScope } from './scope.ts'

/** As `resource` lists them. */
export const guardrails: ResourceKind = { service: 'bedrock', kind: 'guardrail' }

/** A guardrail that exists. Finding it touches no key; opening its records does. */
export interface Guardrail {
  readonly id: string
  readonly named: NamedGuardrail
  readonly arn: string
  readonly scope: Scope
  /** While its key is being changed: where versions are that have not been moved yet. Null once that is gone. */
  readonly oldScope: Scope | null
  /** Set until the key change has ended. */
  readonly oldScopeId: string | null
}

/**
 * A guardrail as a request names it, by id or ARN. One of another account or Region is none here.
 * @throws ValidationException, ResourceNotFoundException
 */
export function nameGuardrail(call: Call, identifier: string): NamedGuardrail {
  const own = placeOf(call)
  if (!identifier.startsWith('arn:')) {
    if (identifier === '') throw invalid('guardrailIdentifier: must not be empty.')
    return { ...own, guardrailId: identifier }
  }
  const named = parseGuardrailArn(identifier)
  if (named === null || named.accountId !== own.accountId || named.region !== own.region) {
    throw guardrailMissing(identifier)
  }
  return named
}

/** Authorizes `bedrock:<operation>` on a guardrail and finds it. @throws ResourceNotFoundException */
export async function enterGuardrail(
  room: GuardrailsRoom,
  call: Call,
  identifier: string,
): Promise<Guardrail> {
  const named = nameGuardrail(call, identifier)
  await authorize(room, call, named)
  return getGuardrail(room, call, named)
}

export function authorize(room: GuardrailsRoom, call: Call, named: NamedGuardrail): Promise<void> {
  const resource = guardrailArn(named, named.guardrailId)
  return room.iam.authorize(call, { action: `bedrock:${call.operation}`, resource })
}

/** @throws ResourceNotFoundException */
export async function getGuardrail(
  room: GuardrailsRoom,
  call: Call,
  named: NamedGuardrail,
): Promise<Guardrail> {
  const guardrail = await findGuardrail(room, named, named.guardrailId)
  if (guardrail === null) throw guardrailMissing(named.guardrailId)
  noteGuardrail(call, guardrail)
  return guardrail
}

export function noteGuardrail(call: Call, { arn }: Pick<Guardrail, 'arn'>): void {
  call.notes.resources.push({
    accountId: call.principal.accountId,
    type: 'AWS::Bedrock::Guardrail',
    arn,
  })
}

export async function findGuardrail(
  room: GuardrailsRoom,
  place: Place,
  guardrailId: string,
): Promise<Guardrail | null> {
  let scopeId: string | null = null
  for (;;) {
    const row = await findRow(room, place, guardrailId)
    // A scope that is gone belonged to a deleted guardrail, or to one whose key change ended since the row was read.
    if (row === null || row.scope_id === scopeId) return null
    scopeId = row.scope_id
    const scope = await findScope(room.envelope, guardrailScope, scopeId)
    if (scope === null) continue
    const oldId = row.old_scope_id
    const oldScope = oldId === null ? null : await findScope(room.envelope, guardrailScope, oldId)
    const { accountId, region } = place
    return {
      id: guardrailId,
      named: { accountId, region, guardrailId },
      arn: guardrailArn(place, guardrailId),
      scope,
      oldScope,
      oldScopeId: oldId,
    }
  }
}

async function findRow(room: GuardrailsRoom, place: Place, guardrailId: string) {
  const row = await room.storage.database
    .selectFrom('resource')
    .innerJoin('guardrail', (join) =>
      join
        .onRef('guardrail.account_id', '=', 'resource.account_id')
        .onRef('guardrail.region', '=', 'resource.region')
        .onRef('guardrail.id', '=', 'resource.id'),
    )
    .select(['resource.scope_id', 'guardrail.old_scope_id'])
    .where('resource.account_id', '=', place.accountId)
    .where('resource.region', '=', place.region)
    .where('resource.service', '=', guardrails.service)
    .where('resource.kind', '=', guardrails.kind)
    .where('resource.id', '=', guardrailId)
    .executeTakeFirst()
  return row ?? null
}

/**
 * The guardrail as it is now, when a key change has put another scope in its place since it was found; else null. What
 * was not where it was looked for may be there.
 */
export async function movedSince(room: GuardrailsRoom, before: Guardrail): Promise<Guardrail | null> {
  const now = await findGuardrail(room, before.named, before.id)
  return now === null || now.scope.id === before.scope.id ? null : now
}

/** What to tell of a guardrail whose draft is not where it was a moment ago. */
export async function missingOrMoved(room: GuardrailsRoom, guardrail: Guardrail): Promise<Error> {
  const moved = await movedSince(room, guardrail)
  return moved === null ? guardrailMissing(guardrail.id) : changedMeanwhile()
}

/**
 * To be called in every transaction that changes what is in a guardrail's scope: a key change may have put another scope in
 * its place meanwhile, and what is written to the former one would be lost. @throws ConflictException
 */
export async function requireCurrent(
  room: GuardrailsRoom,
  tx: Tx,
  named: NamedGuardrail,
  scope: Scope,
): Promise<void> {
  const query = tx
    .selectFrom('resource')
    .select('id')
    .where('account_id', '=', named.accountId)
    .where('region', '=', named.region)
    .where('service', '=', guardrails.service)
    .where('kind', '=', guardrails.kind)
    .where('id', '=', named.guardrailId)
    .where('scope_id', '=', scope.id)
  const locked = room.storage.kind === 'postgres' ? query.forShare() : query
  if ((await locked.executeTakeFirst()) === undefined) throw changedMeanwhile()
}

export interface FoundVersion {
  readonly record: SealedRecord<VersionBody>
  /** Whose key it is under. */
  readonly scope: Scope
  /** Whether a key change has not reached it yet. */
  readonly isFormer: boolean
}

/**
 * The working draft or a version, wherever a key change has brought it.
 * @param caller whose kms:Decrypt is asked for as well (user guide, "Permissions to use KMS keys with guardrails"); null
 *   when the service reads for itself.
 * @throws ResourceNotFoundException, KeyUnavailableError, AccessDeniedException
 */
export async function getVersion(
  room: GuardrailsRoom,
  guardrail: Guardrail,
  version: string,
  caller: Call | null,
): Promise<FoundVersion> {
  for (let current: Guardrail | null = guardrail; current !== null; ) {
    const { scope, oldScope }: Guardrail = current
    // The new scope again: a version may have been moved between the two looks.
    for (const place of oldScope === null ? [scope] : [scope, oldScope, scope]) {
      const found = await readVersion(place, version, caller)
      if (found !== null) return { record: found, scope: place, isFormer: place === oldScope }
    }
    current = await movedSince(room, current)
  }
  throw versionMissing(guardrail.id, version)
}

async function readVersion(
  scope: Scope,
  version: string,
  caller: Call | null,
): Promise<SealedRecord<VersionBody> | null> {
  try {
    const record = await scope.records.get<VersionBody>(versionKind, version)
    if (record !== null && caller !== null) await scope.requireCaller(caller)
    return record
  } catch (error) {
    // Deleted, or emptied and closed by the end of a key change, since it was found.
    if (error instanceof ScopeMissingError) return null
    throw error
  }
}
