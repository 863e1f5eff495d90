import type { Repository } from '@aws-sdk/client-ecr'
import type { Collector } from '../collector.ts'
import { ecr } from '../services.ts'
import { here } from './here.ts'
import { pages } from './pages.ts'

export interface RepositoryFacts {
  /** `AES256`, `KMS` or `KMS_DSSE`. */
  readonly encryptionType: string | undefined
  readonly kmsKey: string | undefined
}

export const repositories: Collector<RepositoryFacts, Repository> = {
  id: 'ecr.repositories',
  service: ecr,
  iam: ['ecr:DescribeRepositories'],
  scope: 'regional',
  resourceType: 'AWS::ECR::Repository',
  list: (api) =>
    pages(async (nextToken) => {
      const answer = await api.call(ecr, 'DescribeRepositories', (client) =>
        client.describeRepositories({ maxResults: 1000, nextToken }),
      )
      return { items: answer.repositories ?? [], next: answer.nextToken }
    }),
  identify: ({ repositoryArn, repositoryName }) => ({ uid: repositoryArn ?? '', name: repositoryName ?? '' }),
  read: async (api, { repositoryArn, repositoryName, encryptionConfiguration }) => [
    here(api, {
      uid: repositoryArn ?? '',
      type: 'AWS::ECR::Repository',
      name: repositoryName ?? '',
      facts: {
        encryptionType: encryptionConfiguration?.encryptionType,
        kmsKey: encryptionConfiguration?.kmsKey,
      },
    }),
  ],
}
