import type {
  DomainStatus,
  DomainSummary,
  ListDomainsInput,
  ListDomainsOutput,
} from '@aws-sdk/client-datazone'
import { ScopeMissingError } from '../../../envelope/envelope.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { listResources } from '../../../resources/resource-rows.ts'
import type { DomainBody } from '../bodies.ts'
import { domains, findScopeById } from '../domain.ts'
import { domainSummary } from '../domain-view.ts'
import { KeyUnavailableError, pageTokenInvalid } from '../errors.ts'
import type { DataZoneOperation, DataZoneRoom } from '../room.ts'

/** Oldest first. A domain whose key is out of reach is listed without what its customer wrote. */
export const listDomains: DataZoneOperation<ListDomainsInput, ListDomainsOutput> = {
  readOnly: true,
  recordRequest: shown(['status', 'maxResults']),
  async handle(room, call, input) {
    await room.iam.authorize(call, { action: 'datazone:ListDomains', resource: '*' })
    const limit = input.maxResults ?? 25
    const items: DomainSummary[] = []
    let nextToken = input.nextToken
    do {
      // Statuses stand beside the entries, so a page of one status may take several looks.
      const request = { limit: limit - items.length, nextToken }
      const { database } = room.storage
      const found = await listResources(database, placeOf(call), domains, request, pageTokenInvalid)
      for (const { scope_id: scopeId, id } of found.page) {
        const summary = await summarize(room, scopeId, id, input.status)
        if (summary !== null) items.push(summary)
      }
      nextToken = found.nextToken
    } while (items.length < limit && nextToken !== undefined)
    return { items, nextToken }
  },
}

/** Null when the domain is gone or of another status. */
async function summarize(
  room: DataZoneRoom,
  scopeId: string,
  domainId: string,
  status: DomainStatus | undefined,
): Promise<DomainSummary | null> {
  const scope = await findScopeById(room, scopeId)
  if (scope === null) return null
  const [outline] = await scope.records.outlines('domain')
  if (outline === undefined || (status !== undefined && outline.status !== status)) return null
  try {
    const record = await scope.records.get<DomainBody>('domain', domainId)
    return record === null ? null : domainSummary(scope, outline, record.body)
  } catch (error) {
    if (error instanceof KeyUnavailableError) return domainSummary(scope, outline, null)
    // Deleted since the page was read.
    if (error instanceof ScopeMissingError) return null
    throw error
  }
}
