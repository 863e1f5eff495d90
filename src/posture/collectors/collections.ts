import type { BatchGetCollectionResponse, CollectionSummary } from '@aws-sdk/client-opensearchserverless'
import { type Api, ApiError } from '../api.ts'
import type { Collector } from '../collector.ts'
import { openSearchServerless } from '../services.ts'
import { encryptionPolicyOf } from './encryption-policies.ts'
import { arnHere, here } from './here.ts'
import { pages } from './pages.ts'

export interface CollectionFacts {
  /** An ARN, or `auto` for AWS's own key. Undefined: the collection does not say. */
  readonly kmsKeyArn: string | undefined
  /** What the encryption policy that fits it says, where the collection itself does not. */
  readonly policy: { readonly name: string; readonly kmsArn: string | null } | null
  /** Why its policies could not be read. */
  readonly policyErrorCode: string | null
  readonly status: string | undefined
}

interface Listed extends CollectionSummary {
  readonly error?: ApiError
}

/** Serverless collections. Where the list does not show the key, details do, a hundred at a time. */
export const collections: Collector<CollectionFacts, Listed> = {
  id: 'aoss.collections',
  service: openSearchServerless,
  iam: [
    'aoss:ListCollections',
    'aoss:BatchGetCollection',
    'aoss:ListSecurityPolicies',
    'aoss:GetSecurityPolicy',
  ],
  scope: 'regional',
  resourceType: 'AWS::OpenSearchServerless::Collection',
  list: listCollections,
  identify: identifyCollection,
  async read(api, listed) {
    if (listed.error !== undefined) throw listed.error
    const { uid, name } = identifyCollection(listed, api)
    const { kmsKeyArn, status } = listed
    const fromPolicy = kmsKeyArn
      ? { policy: null, policyErrorCode: null }
      : await encryptionPolicyOf(api, name)
    const facts = { kmsKeyArn, status, ...fromPolicy }
    return [here(api, { uid, name, type: 'AWS::OpenSearchServerless::Collection', facts })]
  },
}

async function* listCollections(api: Api): AsyncGenerator<readonly Listed[]> {
  const listed = pages(async (nextToken) => {
    const answer = await api.call(openSearchServerless, 'ListCollections', (client) =>
      client.listCollections({ maxResults: 100, nextToken }),
    )
    return { items: answer.collectionSummaries ?? [], next: answer.nextToken }
  })
  for await (const page of listed) yield page.every(({ kmsKeyArn }) => kmsKeyArn) ? page : detailed(api, page)
}

/** What is gone meanwhile is left out, as the answer leaves it out. */
async function detailed(api: Api, page: readonly CollectionSummary[]): Promise<readonly Listed[]> {
  try {
    const answer = await api.call(openSearchServerless, 'BatchGetCollection', (client) =>
      client.batchGetCollection({ ids: page.map(({ id = '' }) => id) }),
    )
    const details = new Map((answer.collectionDetails ?? []).map((each) => [each.id, each]))
    return page.map(
      (collection) =>
        details.get(collection.id) ?? { ...collection, error: unanswered(answer, collection.id ?? '') },
    )
  } catch (error) {
    if (!(error instanceof ApiError) || error.kind === 'credentials') throw error
    return page.map((collection) => ({ ...collection, error }))
  }
}

/** What a batch leaves out it says why; one that is gone is dropped like any other. */
function unanswered({ collectionErrorDetails = [] }: BatchGetCollectionResponse, id: string): ApiError {
  const code = collectionErrorDetails.find((each) => each.id === id)?.errorCode ?? 'NOT_ANSWERED'
  const kind = /not.?found/i.test(code) ? 'not-found' : 'refused'
  return new ApiError(kind, code, 'aoss:BatchGetCollection')
}

function identifyCollection({ arn, id, name }: Listed, api: Api) {
  return { uid: arn ?? arnHere(api, 'aoss', `collection/${id}`), name: name ?? '' }
}
