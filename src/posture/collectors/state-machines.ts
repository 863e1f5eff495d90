import type { StateMachineListItem } from '@aws-sdk/client-sfn'
import type { Collector } from '../collector.ts'
import { states } from '../services.ts'
import { here } from './here.ts'
import { pages } from './pages.ts'

export interface StateMachineFacts {
  readonly kmsKeyId: string | undefined
  /** `AWS_OWNED_KEY` or `CUSTOMER_MANAGED_KMS_KEY`. */
  readonly encryptionType: string | undefined
  readonly status: string | undefined
}

/** Without their definitions, which would need the key: only what is written about them. */
export const stateMachines: Collector<StateMachineFacts, StateMachineListItem> = {
  id: 'states.machines',
  service: states,
  iam: ['states:ListStateMachines', 'states:DescribeStateMachine'],
  scope: 'regional',
  resourceType: 'AWS::StepFunctions::StateMachine',
  list: (api) =>
    pages(async (nextToken) => {
      const answer = await api.call(states, 'ListStateMachines', (client) =>
        client.listStateMachines({ maxResults: 1000, nextToken }),
      )
      return { items: answer.stateMachines ?? [], next: answer.nextToken }
    }),
  identify: ({ stateMachineArn, name }) => ({ uid: stateMachineArn ?? '', name: name ?? '' }),
  async read(api, { stateMachineArn, name }) {
    const { encryptionConfiguration, status } = await api.call(states, 'DescribeStateMachine', (client) =>
      client.describeStateMachine({ stateMachineArn, includedData: 'METADATA_ONLY' }),
    )
    const { kmsKeyId, type } = encryptionConfiguration ?? {}
    return [
      here(api, {
        uid: stateMachineArn ?? '',
        type: 'AWS::StepFunctions::StateMachine',
        name: name ?? '',
        facts: { kmsKeyId, encryptionType: type, status },
      }),
    ]
  },
}
