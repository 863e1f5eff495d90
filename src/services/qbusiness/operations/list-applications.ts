import type {
  Application,
  ListApplicationsRequest,
  ListApplicationsResponse,
} from '@aws-sdk/client-qbusiness'
import { ScopeMissingError } from '../../../envelope/envelope.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { listResources } from '../../../resources/resource-rows.ts'
import { findScopeById, applications as kind } from '../application.ts'
import type { ApplicationBody } from '../bodies.ts'
import { KeyUnavailableError, pageTokenInvalid } from '../errors.ts'
import type { QBusinessOperation, QBusinessRoom } from '../room.ts'
import { applicationStatusOf, identityTypeOf } from '../wire-enums.ts'

/** Oldest first. An application whose key is out of reach is listed without what its customer wrote. */
export const listApplications: QBusinessOperation<ListApplicationsRequest, ListApplicationsResponse> = {
  readOnly: true,
  recordRequest: shown(['maxResults']),
  async handle(room, call, input) {
    await room.iam.authorize(call, { action: 'qbusiness:ListApplications', resource: '*' })
    const request = { limit: input.maxResults ?? 100, nextToken: input.nextToken }
    const { database } = room.storage
    const rows = await listResources(database, placeOf(call), kind, request, pageTokenInvalid)
    const applications: Application[] = []
    for (const row of rows.page) {
      const summary = await summarize(room, row.scope_id, row.id)
      if (summary !== null) applications.push(summary)
    }
    return { applications, nextToken: rows.nextToken }
  },
}

async function summarize(
  room: QBusinessRoom,
  scopeId: string,
  applicationId: string,
): Promise<Application | null> {
  const scope = await findScopeById(room, scopeId)
  if (scope === null) return null
  const [outline] = await scope.records.outlines('application')
  if (outline === undefined) return null
  const plain = {
    applicationId,
    createdAt: new Date(outline.createdAt),
    updatedAt: new Date(outline.updatedAt),
    status: applicationStatusOf(outline.status),
  }
  try {
    const record = await scope.records.get<ApplicationBody>('application', applicationId)
    if (record === null) return null
    const { displayName, identityType, quickSightConfiguration } = record.body
    return { ...plain, displayName, identityType: identityTypeOf(identityType), quickSightConfiguration }
  } catch (error) {
    if (error instanceof KeyUnavailableError) return plain
    // Deleted since the page was read.
    if (error instanceof ScopeMissingError) return null
    throw error
  }
}
