import type { ParameterMetadata } from '@aws-sdk/client-ssm'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { ssm } from '../services.ts'
import { arnHere, here } from './here.ts'
import { pages } from './pages.ts'

export interface SecureStringFacts {
  /** An id, an ARN or, most often, the text `alias/aws/ssm`. */
  readonly keyId: string | undefined
}

/** Parameters of type SecureString; never their values. */
export const secureStrings: Collector<SecureStringFacts, ParameterMetadata> = {
  id: 'ssm.secure-strings',
  service: ssm,
  iam: ['ssm:DescribeParameters'],
  scope: 'regional',
  resourceType: 'AWS::SSM::Parameter',
  async *list(api) {
    const listed = pages(async (NextToken) => {
      const answer = await api.call(ssm, 'DescribeParameters', (client) =>
        client.describeParameters({
          ParameterFilters: [{ Key: 'Type', Option: 'Equals', Values: ['SecureString'] }],
          MaxResults: 50,
          NextToken,
        }),
      )
      return { items: answer.Parameters ?? [], next: answer.NextToken }
    })
    for await (const page of listed) yield page.filter(({ Type }) => Type === 'SecureString')
  },
  identify: identifyParameter,
  async read(api, parameter) {
    const { uid, name } = identifyParameter(parameter, api)
    return [here(api, { uid, name, type: 'AWS::SSM::Parameter', facts: { keyId: parameter.KeyId } })]
  },
}

function identifyParameter({ ARN, Name = '' }: ParameterMetadata, api: Api) {
  return { uid: ARN ?? arnHere(api, 'ssm', `parameter/${Name.replace(/^\//, '')}`), name: Name }
}
