import { randomUUID } from 'node:crypto'
import type { CreateApplicationRequest, CreateApplicationResponse } from '@aws-sdk/client-qbusiness'
import type { Call } from '../../../call/call.ts'
import { given } from '../../../resources/given.ts'
import { enqueue } from '../../../resources/jobs.ts'
import { newSecret } from '../../../resources/keyed-id.ts'
import { type Place, placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { requestFingerprint, tokenSecret } from '../../../resources/request-fingerprint.ts'
import { countResources, insertResource } from '../../../resources/resource-rows.ts'
import { requestTagContext } from '../../../resources/tags.ts'
import type { Tx } from '../../../storage/storage.ts'
import { applications, findScope } from '../application.ts'
import { applicationArn } from '../arns.ts'
import type { ApplicationBody } from '../bodies.ts'
import { quotaExceeded } from '../errors.ts'
import { once } from '../idempotency.ts'
import { requireAvailableFeatures } from '../optional-features.ts'
import type { QBusinessOperation, QBusinessRoom } from '../room.ts'
import { activation } from '../schedule.ts'
import { applicationScope } from '../scope.ts'
import { readTags } from '../tags.ts'

/**
 * Makes the application's encryption scope with the caller's permissions (DescribeKey, CreateGrant through
 * `kms:ViaService`); a key that cannot be taken fails the call, not the application.
 */
export const createApplication: QBusinessOperation<CreateApplicationRequest, CreateApplicationResponse> = {
  readOnly: false,
  recordRequest: shown(
    ['identityType', 'encryptionConfiguration', 'roleArn', 'attachmentsConfiguration', 'qAppsConfiguration'],
    ['displayName', 'description', 'tags'],
  ),
  recordResponse: shown(['applicationId', 'applicationArn']),
  async handle(room, call, input) {
    const context = requestTagContext(input.tags)
    await room.iam.authorize(call, { action: 'qbusiness:CreateApplication', resource: '*', context })
    const body = newApplication(room, input)
    const { clientToken, ...content } = input
    const request = {
      clientToken,
      parent: '',
      fingerprint: requestFingerprint(tokenSecret(clientToken), content),
      proposed: { applicationId: randomUUID() },
    }
    return once(room, call, request, async ({ applicationId }) => {
      const place = placeOf(call)
      const arn = applicationArn(place, applicationId)
      if ((await findScope(room, place.accountId, place.region, applicationId)) === null) {
        await requireQuota(room, place)
        await makeApplication(room, call, applicationId, body)
      }
      call.notes.resources.push({ accountId: place.accountId, type: 'AWS::QBusiness::Application', arn })
      return { applicationId, applicationArn: arn }
    })
  },
}

/** Scope, record, entry and the jobs that follow become visible at once: a crash leaves all of it or nothing. */
async function makeApplication(
  room: QBusinessRoom,
  call: Call,
  applicationId: string,
  body: ApplicationBody,
): Promise<void> {
  const place = placeOf(call)
  try {
    await room.envelope.createScope(call, applicationScope, {
      resourceArn: applicationArn(place, applicationId),
      kmsKeyIdentifier: body.kmsKeyIdentifier,
      records: [{ kind: 'application', id: applicationId, status: 'CREATING', body, createdAt: room.now() }],
      register: (tx, scopeId) => register(room, tx, place, applicationId, scopeId),
    })
  } catch (error) {
    // The same request may have run twice at once: the other one was first.
    if ((await findScope(room, place.accountId, place.region, applicationId)) === null) throw error
  }
  room.storage.jobs.nudge()
}

async function register(
  room: QBusinessRoom,
  tx: Tx,
  place: Place,
  applicationId: string,
  scopeId: string,
): Promise<void> {
  const row = { id: applicationId, scope_id: scopeId, created_at: room.now() }
  await insertResource(tx, place, applications, row)
  await enqueue(room, tx, activation(scopeId, 'application', applicationId))
  const sweep = { kind: 'qbusiness:sweep', id: 'retention', payload: {} } as const
  await enqueue(room, tx, sweep, room.now() + room.settings.sweepIntervalMs)
}

async function requireQuota(room: QBusinessRoom, place: Place): Promise<void> {
  const { applicationsMax } = room.settings
  if ((await countResources(room.storage.database, place, applications)) >= applicationsMax) {
    throw quotaExceeded('Application', place.accountId, `${applicationsMax} applications an account`)
  }
}

function newApplication(room: QBusinessRoom, input: CreateApplicationRequest): ApplicationBody {
  requireAvailableFeatures(input)
  return {
    displayName: given(input.displayName, 'displayName'),
    description: input.description,
    identityType: input.identityType ?? 'AWS_IAM_IDC',
    roleArn: input.roleArn,
    iamIdentityProviderArn: input.iamIdentityProviderArn,
    identityCenterInstanceArn: input.identityCenterInstanceArn,
    clientIdsForOIDC: input.clientIdsForOIDC,
    attachmentsControlMode: input.attachmentsConfiguration?.attachmentsControlMode,
    qAppsControlMode: input.qAppsConfiguration?.qAppsControlMode,
    personalizationControlMode: input.personalizationConfiguration?.personalizationControlMode,
    quickSightConfiguration: input.quickSightConfiguration,
    kmsKeyIdentifier: input.encryptionConfiguration?.kmsKeyId,
    secret: newSecret(),
    tags: readTags(room, input.tags),
  }
}
