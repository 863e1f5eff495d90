import type { Application, GetApplicationResponse } from '@aws-sdk/client-qbusiness'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { qBusiness } from '../services.ts'
import { arnHere, here } from './here.ts'
import { listedOnce } from './listed-once.ts'

export interface QBusinessApplicationFacts {
  readonly id: string
  readonly kmsKeyId: string | undefined
  readonly status: string | undefined
}

export const applicationActions = ['qbusiness:ListApplications', 'qbusiness:GetApplication'] as const

/** Q Business applications. The key of one covers its indices, retrievers, data sources and conversations. */
export const qBusinessApplications: Collector<QBusinessApplicationFacts, Application> = {
  id: 'qbusiness.applications',
  service: qBusiness,
  iam: applicationActions,
  scope: 'regional',
  resourceType: 'AWS::QBusiness::Application',
  list: listApplications,
  identify: (application, api) => ({
    uid: applicationArn(api, application.applicationId),
    name: application.displayName ?? '',
  }),
  async read(api, listed) {
    const application = await readApplication(api, listed.applicationId ?? '')
    return [
      here(api, {
        uid: application.applicationArn ?? applicationArn(api, listed.applicationId),
        type: 'AWS::QBusiness::Application',
        name: application.displayName ?? listed.displayName ?? '',
        facts: {
          id: listed.applicationId ?? '',
          kmsKeyId: application.encryptionConfiguration?.kmsKeyId,
          status: application.status,
        },
      }),
    ]
  },
}

export function listApplications(api: Api): AsyncGenerator<readonly Application[]> {
  return listedOnce(api, 'qbusiness:applications', async (nextToken) => {
    const answer = await api.call(qBusiness, 'ListApplications', (client) =>
      client.listApplications({ maxResults: 100, nextToken }),
    )
    return { items: answer.applications ?? [], next: answer.nextToken }
  })
}

/** Shared with the indices, whose key is the application's. @throws {ApiError} */
export function readApplication(api: Api, applicationId: string): Promise<GetApplicationResponse> {
  return api.once(`qbusiness:application:${applicationId}`, () =>
    api.call(qBusiness, 'GetApplication', (client) => client.getApplication({ applicationId })),
  )
}

export function applicationArn(api: Api, applicationId = ''): string {
  return arnHere(api, 'qbusiness', `application/${applicationId}`)
}
