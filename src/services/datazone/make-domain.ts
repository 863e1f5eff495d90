import type { Call } from '../../call/call.ts'
import { enqueue } from '../../resources/jobs.ts'
import { type Place, placeOf } from '../../resources/place.ts'
import { countResources, insertResource } from '../../resources/resource-rows.ts'
import type { Tx } from '../../storage/storage.ts'
import { domainArn } from './arns.ts'
import type { DomainBody } from './bodies.ts'
import { domains, findScope } from './domain.ts'
import { quotaExceeded } from './errors.ts'
import type { DataZoneRoom } from './room.ts'
import { domainScope } from './scope.ts'

/** Scope, record, entry and the jobs that follow become visible at once: a crash leaves all of it or nothing. */
export async function makeDomain(
  room: DataZoneRoom,
  call: Call,
  domainId: string,
  body: DomainBody,
  kmsKeyIdentifier: string | undefined,
): Promise<void> {
  const place = placeOf(call)
  if ((await findScope(room, place, domainId)) !== null) return
  await requireQuota(room, place)
  try {
    await room.envelope.createScope(call, domainScope, {
      resourceArn: domainArn(place, domainId),
      kmsKeyIdentifier,
      records: [{ kind: 'domain', id: domainId, status: 'CREATING', body, createdAt: room.now() }],
      register: (tx, scopeId) => register(room, tx, place, domainId, scopeId),
    })
  } catch (error) {
    // The same request may have run twice at once: the other one was first.
    if ((await findScope(room, place, domainId)) === null) throw error
  }
  room.storage.jobs.nudge()
}

async function register(
  room: DataZoneRoom,
  tx: Tx,
  place: Place,
  domainId: string,
  scopeId: string,
): Promise<void> {
  await insertResource(tx, place, domains, { id: domainId, scope_id: scopeId, created_at: room.now() })
  await enqueue(room, tx, { kind: 'datazone:activate', id: domainId, payload: { scopeId, domainId } })
  const sweep = { kind: 'datazone:sweep', id: 'tokens', payload: {} } as const
  await enqueue(room, tx, sweep, room.now() + room.settings.sweepIntervalMs)
}

async function requireQuota(room: DataZoneRoom, place: Place): Promise<void> {
  const { domainsMax } = room.settings
  if ((await countResources(room.storage.database, place, domains)) >= domainsMax) {
    throw quotaExceeded(`${domainsMax} domains an account`)
  }
}
