import type {
  Application,
  ListApplicationsRequest,
  ListApplicationsResponse,
} from '@aws-sdk/client-qbusiness'
import { ScopeMissingError } from '../../../envelope/envelope.ts'
import { findScopeById } from '../application.ts'
import type { ApplicationBody } from '../bodies.ts'
import { KeyUnavailableError, pageTokenInvalid } from '../errors.ts'
import { shown } from '../projection.ts'
import type { QBusinessOperation, QBusinessRoom } from '../room.ts'
import { applicationStatusOf, identityTypeOf } from '../wire-enums.ts'

/** Oldest first. An application whose key is out of reach is listed without what its customer wrote. */
export const listApplications: QBusinessOperation<ListApplicationsRequest, ListApplicationsResponse> = {
  readOnly: true,
  recordRequest: shown(['maxResults']),
  async handle(room, call, input) {
    await room.iam.authorize(call, { action: 'qbusiness:ListApplications', resource: '*' })
    const limit = input.maxResults ?? 100
    const after = readPosition(input.nextToken)
    let query = room.storage.database
      .selectFrom('resource')
      .select(['id', 'scope_id', 'created_at'])
      .where('account_id', '=', call.principal.accountId)
      .where('region', '=', call.region)
      .where('service', '=', 'qbusiness')
      .where('kind', '=', 'application')
    if (after !== null) {
      query = query.where((where) =>
        where.or([
          where('created_at', '>', after.createdAt),
          where.and([where('created_at', '=', after.createdAt), where('id', '>', after.id)]),
        ]),
      )
    }
    const rows = await query
      .orderBy('created_at')
      .orderBy('id')
      .limit(limit + 1)
      .execute()
    const page = rows.slice(0, limit)
    const applications: Application[] = []
    for (const row of page) {
      const summary = await summarize(room, row.scope_id, row.id)
      if (summary !== null) applications.push(summary)
    }
    const last = page.at(-1)
    return {
      applications,
      nextToken: rows.length > limit && last !== undefined ? writePosition(last) : undefined,
    }
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

interface Position {
  readonly createdAt: number
  readonly id: string
}

/** No key of any application may be needed to list them: the token is a plain position in a list that is the caller's own. */
function writePosition(row: { created_at: number; id: string }): string {
  return Buffer.from(`${row.created_at}/${row.id}`, 'utf8').toString('base64url')
}

function readPosition(token: string | undefined): Position | null {
  if (token === undefined) return null
  const match = /^(\d{1,15})\/([0-9a-f-]{36})$/.exec(Buffer.from(token, 'base64url').toString('utf8'))
  if (match?.[1] === undefined || match[2] === undefined) throw pageTokenInvalid()
  return { createdAt: Number(match[1]), id: match[2] }
}
