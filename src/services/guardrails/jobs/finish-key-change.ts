import type { Scope } from '../../../envelope/envelope.ts'
import type { JobHandler } from '../../../storage/storage.ts'
import type { NamedGuardrail } from '../arns.ts'
import { draft, type GuardrailBody, guardrailKind, type VersionBody, versionKind } from '../bodies.ts'
import { changeRecord } from '../change-record.ts'
import { KeyUnavailableError } from '../errors.ts'
import { findGuardrail, type Guardrail } from '../find-guardrail.ts'
import type { GuardrailsRoom } from '../room.ts'
import { guardrailScope } from '../scope.ts'

/**
 * Ends a key change: brings the versions that are still under the former key under the present one, then destroys the
 * former scope and its grant. Each version is moved in one transaction, so a crash leaves it in one place and the next run
 * goes on. While a key is out of reach the draft is READY, and the rest is tried again.
 */
export function finishKeyChangeJob(room: GuardrailsRoom): JobHandler {
  return {
    async run({ accountId, region, guardrailId }, { signal }) {
      if (typeof accountId !== 'string' || typeof region !== 'string' || typeof guardrailId !== 'string') {
        return undefined
      }
      const guardrail = await findGuardrail(room, { accountId, region }, guardrailId)
      if (guardrail === null) return undefined
      try {
        if (guardrail.oldScope !== null) await emptyFormer(guardrail, guardrail.oldScope, signal)
      } catch (error) {
        if (!(error instanceof KeyUnavailableError)) throw error
        const changedAt = await setReady(guardrail.scope)
        return room.now() + pauseMs(room, room.now() - changedAt)
      }
      if (signal.aborted) return room.now()
      await end(room, guardrail)
      return undefined
    },
  }
}

async function emptyFormer({ id, scope }: Guardrail, former: Scope, signal: AbortSignal): Promise<void> {
  await addFormerTags(scope, former, id)
  for (const { id: version } of await former.records.outlines(versionKind)) {
    if (signal.aborted) return
    if (version !== draft) await moveVersion(scope, former, version)
  }
}

/** Tags that could not be read when the key was changed. */
async function addFormerTags(scope: Scope, former: Scope, guardrailId: string): Promise<void> {
  const head = await scope.records.get<GuardrailBody>(guardrailKind, guardrailId)
  if (head?.body.formerTagsMissing !== true) return
  const before = await former.records.get<GuardrailBody>(guardrailKind, guardrailId)
  await changeRecord<GuardrailBody>(scope.records, guardrailKind, guardrailId, ({ body }) => ({
    body: { tags: { ...before?.body.tags, ...body.tags } },
  }))
}

class VersionGoneError extends Error {
  override readonly name = 'VersionGoneError'
}

async function moveVersion(scope: Scope, former: Scope, version: string): Promise<void> {
  const record = await former.records.get<VersionBody>(versionKind, version)
  if (record === null) return
  const { kind, id, body, createdAt } = record
  try {
    await scope.records.save([{ create: { kind, id, status: 'READY', body, createdAt } }], {
      whole: true,
      also: async (tx) => {
        if (!(await former.records.deleteWithin(tx, kind, id)))
          throw new VersionGoneError('deleted meanwhile')
      },
    })
  } catch (error) {
    if (!(error instanceof VersionGoneError)) throw error
  }
}

/** The former scope goes first: its entry is what a repetition finds it by. */
async function end(room: GuardrailsRoom, { named, scope, oldScopeId }: Guardrail): Promise<void> {
  if (oldScopeId !== null) {
    await room.envelope.deleteScope(guardrailScope, oldScopeId)
    await forget(room, named, oldScopeId)
  }
  await setReady(scope)
}

async function forget(room: GuardrailsRoom, named: NamedGuardrail, oldScopeId: string): Promise<void> {
  await room.storage.database
    .updateTable('guardrail')
    .set({ old_scope_id: null })
    .where('account_id', '=', named.accountId)
    .where('region', '=', named.region)
    .where('id', '=', named.guardrailId)
    .where('old_scope_id', '=', oldScopeId)
    .execute()
}

/** @returns when the draft was last changed. */
async function setReady(scope: Scope): Promise<number> {
  const present = (await scope.records.outlines(versionKind)).find(({ id }) => id === draft)
  // Only once: the time of the change stays.
  if (present?.status === 'UPDATING') await scope.records.setStatus(versionKind, draft, 'READY')
  return present?.updatedAt ?? 0
}

const pauseMsMax = 300_000

/**
 * Every look at a key that is out of reach is an event in its owner's trail, and it may be gone for good: a tenth of the
 * time that has passed. Meanwhile nothing is missing: versions are read where they are.
 */
function pauseMs({ settings }: GuardrailsRoom, passedMs: number): number {
  return Math.max(settings.keyRetryMs, Math.min(passedMs / 10, pauseMsMax))
}
