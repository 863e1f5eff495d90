import { randomUUID } from 'node:crypto'
import type { CreateIndexRequest, CreateIndexResponse } from '@aws-sdk/client-qbusiness'
import { RecordExistsError } from '../../../envelope/envelope.ts'
import { given } from '../../../resources/given.ts'
import { actThenSchedule } from '../../../resources/jobs.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { requestFingerprint } from '../../../resources/request-fingerprint.ts'
import { requestTagContext } from '../../../resources/tags.ts'
import { type OpenApplication, openActiveApplication } from '../application.ts'
import { applicationArn, indexArn } from '../arns.ts'
import type { IndexBody } from '../bodies.ts'
import { fieldInvalid, quotaExceeded } from '../errors.ts'
import { once } from '../idempotency.ts'
import type { QBusinessOperation, QBusinessRoom } from '../room.ts'
import { activation } from '../schedule.ts'
import { readTags } from '../tags.ts'

export const createIndex: QBusinessOperation<CreateIndexRequest, CreateIndexResponse> = {
  readOnly: false,
  recordRequest: shown(
    ['applicationId', 'type', 'capacityConfiguration'],
    ['displayName', 'description', 'tags'],
  ),
  recordResponse: shown(['indexId', 'indexArn']),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const resource = applicationArn(placeOf(call), applicationId)
    const context = requestTagContext(input.tags)
    await room.iam.authorize(call, { action: 'qbusiness:CreateIndex', resource, context })
    const application = await openActiveApplication(room, call, applicationId)
    const { clientToken, ...content } = input
    const body = newIndex(room, application, input)
    const request = {
      clientToken,
      parent: applicationId,
      fingerprint: requestFingerprint(application.secret, content),
      proposed: { indexId: randomUUID() },
    }
    return once(room, call, request, async ({ indexId }) => {
      await makeIndex(room, application, indexId, body)
      return { indexId, indexArn: indexArn(application.scope, applicationId, indexId) }
    })
  },
}

async function makeIndex(
  room: QBusinessRoom,
  { scope, applicationId }: OpenApplication,
  indexId: string,
  body: IndexBody,
): Promise<void> {
  if ((await scope.records.get('index', indexId)) !== null) return
  const { indicesPerApplicationMax } = room.settings
  if ((await scope.records.count('index')) >= indicesPerApplicationMax) {
    throw quotaExceeded('Index', applicationId, `${indicesPerApplicationMax} indices an application`)
  }
  try {
    await actThenSchedule(room, activation(scope.id, 'index', indexId), () =>
      scope.records.create({ kind: 'index', id: indexId, status: 'CREATING', body, createdAt: room.now() }),
    )
  } catch (error) {
    if (!(error instanceof RecordExistsError)) throw error
  }
}

function newIndex(room: QBusinessRoom, { scope }: OpenApplication, input: CreateIndexRequest): IndexBody {
  const type = input.type ?? 'ENTERPRISE'
  // "Customer managed keys aren't supported with the Starter index type" (Amazon Q Business User Guide, encryption).
  if (type === 'STARTER' && scope.kmsKeyArn !== null) {
    throw fieldInvalid(
      'type',
      'A STARTER index does not support a customer managed key. Use ENTERPRISE, or an application without one.',
    )
  }
  return {
    displayName: given(input.displayName, 'displayName'),
    description: input.description,
    type,
    capacityUnits: input.capacityConfiguration?.units ?? 1,
    documentAttributeConfigurations: [],
    indexedTextBytes: 0,
    tags: readTags(room, input.tags),
  }
}
