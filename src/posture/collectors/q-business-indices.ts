import type { Application, Index } from '@aws-sdk/client-qbusiness'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { qBusiness } from '../services.ts'
import { type Child, childrenOf } from './children.ts'
import { here } from './here.ts'
import { pages } from './pages.ts'
import {
  applicationActions,
  applicationArn,
  listApplications,
  readApplication,
} from './q-business-applications.ts'

export interface QBusinessIndexFacts {
  readonly applicationId: string
  readonly applicationName: string
  /** The application's: an index has none of its own. */
  readonly kmsKeyId: string | undefined
  /** `ENTERPRISE` or `STARTER`. */
  readonly type: string | undefined
  readonly status: string | undefined
}

/** Q Business indices with the key of their application. A list never shows an index's type, so each is read. */
export const qBusinessIndices: Collector<QBusinessIndexFacts, Child<Application, Index>> = {
  id: 'qbusiness.indices',
  service: qBusiness,
  iam: [...applicationActions, 'qbusiness:ListIndices', 'qbusiness:GetIndex'],
  scope: 'regional',
  resourceType: 'AWS::QBusiness::Index',
  list: (api) => childrenOf(listApplications(api), (application) => listIndices(api, application)),
  identify: ({ parent, item }, api) => ({
    uid: indexArn(api, parent, item),
    name: item?.displayName ?? parent.displayName ?? '',
  }),
  async read(api, { parent, item, error }) {
    if (error !== undefined) throw error
    const { applicationId = '' } = parent
    const [application, index] = await Promise.all([
      readApplication(api, applicationId),
      api.call(qBusiness, 'GetIndex', (client) => client.getIndex({ applicationId, indexId: item.indexId })),
    ])
    return [
      here(api, {
        uid: index.indexArn ?? indexArn(api, parent, item),
        type: 'AWS::QBusiness::Index',
        name: index.displayName ?? '',
        facts: {
          applicationId,
          applicationName: application.displayName ?? applicationId,
          kmsKeyId: application.encryptionConfiguration?.kmsKeyId,
          type: index.type,
          status: index.status,
        },
      }),
    ]
  },
}

function listIndices(api: Api, { applicationId }: Application) {
  return pages(async (nextToken) => {
    const answer = await api.call(qBusiness, 'ListIndices', (client) =>
      client.listIndices({ applicationId, maxResults: 100, nextToken }),
    )
    return { items: answer.indices ?? [], next: answer.nextToken }
  })
}

function indexArn(api: Api, { applicationId }: Application, index: Index | undefined): string {
  const application = applicationArn(api, applicationId)
  return index === undefined ? application : `${application}/index/${index.indexId}`
}
