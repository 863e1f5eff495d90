/** A role, a key under the Q Business user guide's policy, and an application with documents: the first whole path. */

import type { CreateApplicationRequest, Document } from '@aws-sdk/client-qbusiness'
import { type Clients, clientsFor } from '../../src/cli/tour/clients.ts'
import { until } from '../../src/cli/tour/expect.ts'
import { qbusinessKeyPolicy } from '../../src/cli/tour/key-policy.ts'
import type { TestServer } from './servers.ts'

export interface Builder {
  readonly clients: Clients
  readonly roleArn: string
}

/** A session of a new role that may use Q Business and nothing else by identity. */
export async function assumeBuilder(server: TestServer, roleName = 'Builder'): Promise<Builder> {
  const { iam, sts } = server.admin
  const role = await iam.createRole({
    RoleName: roleName,
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${server.accountId}:root` },
          Action: 'sts:AssumeRole',
        },
      ],
    }),
  })
  await iam.putRolePolicy({
    RoleName: roleName,
    PolicyName: 'qbusiness',
    PolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'qbusiness:*', Resource: '*' }],
    }),
  })
  const roleArn = role.Role?.Arn as string
  const session = await sts.assumeRole({ RoleArn: roleArn, RoleSessionName: 'test' })
  return {
    roleArn,
    clients: clientsFor({
      endpoint: server.endpoint,
      region: server.region,
      credentials: {
        accessKeyId: session.Credentials?.AccessKeyId as string,
        secretAccessKey: session.Credentials?.SecretAccessKey as string,
        sessionToken: session.Credentials?.SessionToken as string,
      },
    }),
  }
}

export async function createDocumentedKey(server: TestServer, roleArn: string): Promise<string> {
  const key = await server.admin.kms.createKey({
    Policy: qbusinessKeyPolicy({ accountId: server.accountId, region: server.region, roleArn }),
  })
  return key.KeyMetadata?.Arn as string
}

export interface TestApplication {
  readonly applicationId: string
  readonly indexId: string
  readonly kmsKeyArn: string | undefined
}

/** ACTIVE, with an ENTERPRISE index and a native retriever. */
export async function createApplication(
  { qbusiness }: Clients,
  kmsKeyId: string | undefined,
  request: Partial<CreateApplicationRequest> = {},
): Promise<TestApplication> {
  const { applicationId } = await qbusiness.createApplication({
    displayName: 'test',
    identityType: 'ANONYMOUS',
    ...(kmsKeyId === undefined ? {} : { encryptionConfiguration: { kmsKeyId } }),
    ...request,
  })
  await until('an ACTIVE application', async () =>
    (await qbusiness.getApplication({ applicationId })).status === 'ACTIVE' ? true : undefined,
  )
  const { indexId } = await qbusiness.createIndex({
    applicationId,
    displayName: 'documents',
    type: 'ENTERPRISE',
  })
  await until('an ACTIVE index', async () =>
    (await qbusiness.getIndex({ applicationId, indexId })).status === 'ACTIVE' ? true : undefined,
  )
  await qbusiness.createRetriever({
    applicationId,
    displayName: 'native',
    type: 'NATIVE_INDEX',
    configuration: { nativeIndexConfiguration: { indexId: indexId as string } },
  })
  return { applicationId: applicationId as string, indexId: indexId as string, kmsKeyArn: kmsKeyId }
}

/** Puts documents and waits until none is under way any more. Resolves to status by document id. */
export async function putDocuments(
  { qbusiness }: Clients,
  application: TestApplication,
  documents: Document[],
): Promise<Record<string, { status: string; reason: string }>> {
  for (let start = 0; start < documents.length; start += 10) {
    await qbusiness.batchPutDocument({ ...application, documents: documents.slice(start, start + 10) })
  }
  const ids = new Set(documents.map(({ id }) => id))
  return await until('the end of indexing', async () => {
    const settled: Record<string, { status: string; reason: string }> = {}
    for (let nextToken: string | undefined, page = 0; page === 0 || nextToken; page++) {
      const answer = await qbusiness.listDocuments({ ...application, nextToken, maxResults: 100 })
      for (const { documentId = '', status = '', error } of answer.documentDetailList ?? []) {
        if (ids.has(documentId) && ['INDEXED', 'FAILED', 'DOCUMENT_FAILED_TO_INDEX'].includes(status)) {
          settled[documentId] = { status, reason: error?.errorMessage ?? '' }
        }
      }
      nextToken = answer.nextToken
    }
    return Object.keys(settled).length === ids.size ? settled : undefined
  })
}
