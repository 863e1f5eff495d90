import { randomUUID } from 'node:crypto'
import type {
  CreateRetrieverRequest,
  CreateRetrieverResponse,
  RetrieverConfiguration,
} from '@aws-sdk/client-qbusiness'
import { RecordExistsError } from '../../../envelope/envelope.ts'
import { given } from '../../../resources/given.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { requestFingerprint } from '../../../resources/request-fingerprint.ts'
import { requestTagContext } from '../../../resources/tags.ts'
import { type OpenApplication, openActiveApplication } from '../application.ts'
import { applicationArn, retrieverArn } from '../arns.ts'
import type { RetrieverBody } from '../bodies.ts'
import { getActiveIndex } from '../children.ts'
import { fieldInvalid, quotaExceeded } from '../errors.ts'
import { once } from '../idempotency.ts'
import type { QBusinessOperation, QBusinessRoom } from '../room.ts'
import { readTags } from '../tags.ts'

export const createRetriever: QBusinessOperation<CreateRetrieverRequest, CreateRetrieverResponse> = {
  readOnly: false,
  recordRequest: shown(['applicationId', 'type', 'roleArn'], ['displayName', 'configuration', 'tags']),
  recordResponse: shown(['retrieverId', 'retrieverArn']),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const resource = applicationArn(placeOf(call), applicationId)
    const context = requestTagContext(input.tags)
    await room.iam.authorize(call, { action: 'qbusiness:CreateRetriever', resource, context })
    const application = await openActiveApplication(room, call, applicationId)
    if (input.type === 'KENDRA_INDEX') {
      throw fieldInvalid('type', 'Amazon Kendra indices are not available here: use NATIVE_INDEX.')
    }
    const indexId = requireNativeIndex(given(input.configuration, 'configuration'))
    await getActiveIndex(application, indexId)
    const body: RetrieverBody = {
      displayName: given(input.displayName, 'displayName'),
      indexId,
      roleArn: input.roleArn,
      tags: readTags(room, input.tags),
    }
    const { clientToken, ...content } = input
    const request = {
      clientToken,
      parent: applicationId,
      fingerprint: requestFingerprint(application.secret, content),
      proposed: { retrieverId: randomUUID() },
    }
    return once(room, call, request, async ({ retrieverId }) => {
      await makeRetriever(room, application, retrieverId, body)
      return { retrieverId, retrieverArn: retrieverArn(application.scope, applicationId, retrieverId) }
    })
  },
}

/** The id of the native index a configuration names. @throws ValidationException */
export function requireNativeIndex(configuration: RetrieverConfiguration): string {
  const native = configuration.nativeIndexConfiguration
  if (native?.indexId === undefined) {
    throw fieldInvalid('configuration', 'A NATIVE_INDEX retriever needs nativeIndexConfiguration.')
  }
  if (native.boostingOverride !== undefined) {
    throw fieldInvalid(
      'configuration.nativeIndexConfiguration.boostingOverride',
      'Boosting is not available here.',
    )
  }
  return native.indexId
}

async function makeRetriever(
  room: QBusinessRoom,
  { scope, applicationId }: OpenApplication,
  retrieverId: string,
  body: RetrieverBody,
): Promise<void> {
  if ((await scope.records.get('retriever', retrieverId)) !== null) return
  const { retrieversPerApplicationMax } = room.settings
  if ((await scope.records.count('retriever')) >= retrieversPerApplicationMax) {
    throw quotaExceeded(
      'Retriever',
      applicationId,
      `${retrieversPerApplicationMax} retrievers an application`,
    )
  }
  try {
    await scope.records.create({
      kind: 'retriever',
      id: retrieverId,
      status: 'ACTIVE',
      body,
      createdAt: room.now(),
    })
  } catch (error) {
    if (!(error instanceof RecordExistsError)) throw error
  }
}
