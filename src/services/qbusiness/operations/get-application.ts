import type { GetApplicationRequest, GetApplicationResponse } from '@aws-sdk/client-qbusiness'
import type { Scope, SealedRecord } from '../../../envelope/envelope.ts'
import { given } from '../../../resources/given.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { findApplication, getScope } from '../application.ts'
import { applicationArn } from '../arns.ts'
import type { ApplicationBody } from '../bodies.ts'
import { KeyUnavailableError, resourceMissing } from '../errors.ts'
import type { QBusinessOperation } from '../room.ts'
import { applicationStatusOf, identityTypeOf } from '../wire-enums.ts'

/**
 * With the key out of reach it still answers, with what is not sealed and the reason, so that an administrator can see
 * which application waits for which key.
 */
export const getApplication: QBusinessOperation<GetApplicationRequest, GetApplicationResponse> = {
  readOnly: true,
  recordRequest: shown(['applicationId']),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const resource = applicationArn(placeOf(call), applicationId)
    await room.iam.authorize(call, { action: 'qbusiness:GetApplication', resource })
    const scope = await getScope(room, call, applicationId)
    try {
      const application = await findApplication(scope, applicationId)
      if (application === null) throw resourceMissing('Application', applicationId)
      return describe(scope, application.record)
    } catch (error) {
      if (error instanceof KeyUnavailableError) return describeSealed(scope, applicationId, error)
      throw error
    }
  },
}

function describe(scope: Scope, record: SealedRecord<ApplicationBody>): GetApplicationResponse {
  const { body } = record
  return {
    displayName: body.displayName,
    applicationId: record.id,
    applicationArn: applicationArn(scope, record.id),
    identityType: identityTypeOf(body.identityType),
    iamIdentityProviderArn: body.iamIdentityProviderArn,
    roleArn: body.roleArn,
    status: applicationStatusOf(record.status),
    description: body.description,
    encryptionConfiguration:
      body.kmsKeyIdentifier === undefined ? undefined : { kmsKeyId: body.kmsKeyIdentifier },
    createdAt: new Date(record.createdAt),
    updatedAt: new Date(record.updatedAt),
    error:
      record.status === 'FAILED'
        ? {
            errorCode: 'InternalError',
            errorMessage: 'The application could not be made ready. Delete it and create it again.',
          }
        : undefined,
    attachmentsConfiguration: {
      attachmentsControlMode: body.attachmentsControlMode === 'ENABLED' ? 'ENABLED' : 'DISABLED',
    },
    qAppsConfiguration: { qAppsControlMode: body.qAppsControlMode === 'ENABLED' ? 'ENABLED' : 'DISABLED' },
    personalizationConfiguration: {
      personalizationControlMode: body.personalizationControlMode === 'ENABLED' ? 'ENABLED' : 'DISABLED',
    },
    autoSubscriptionConfiguration: body.autoSubscriptionConfiguration,
    clientIdsForOIDC: body.clientIdsForOIDC === undefined ? undefined : [...body.clientIdsForOIDC],
    quickSightConfiguration: body.quickSightConfiguration,
  }
}

async function describeSealed(
  scope: Scope,
  applicationId: string,
  reason: KeyUnavailableError,
): Promise<GetApplicationResponse> {
  const [outline] = await scope.records.outlines('application')
  if (outline === undefined) throw resourceMissing('Application', applicationId)
  return {
    applicationId,
    applicationArn: applicationArn(scope, applicationId),
    status: applicationStatusOf(outline.status),
    encryptionConfiguration: scope.kmsKeyArn === null ? undefined : { kmsKeyId: scope.kmsKeyArn },
    createdAt: new Date(outline.createdAt),
    updatedAt: new Date(outline.updatedAt),
    error: { errorCode: 'ResourceInactive', errorMessage: `The data cannot be read: ${reason.keyState}` },
  }
}
