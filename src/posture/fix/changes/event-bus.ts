import { eventBridge } from '../../services.ts'
import { type Change, type FixContext, NotPlanned } from '../fix.ts'
import { eventsKey } from '../key-needs.ts'
import { readWhole, resend } from '../resend.ts'
import { type Current, updateFix } from '../update.ts'

/** UpdateEventBus takes description, dead-letter queue and logging as well; they are sent again. */
export const eventBusFix: Change = updateFix({
  service: 'eventbridge',
  operation: 'UpdateEventBus',
  reads: ['eventbridge:DescribeEventBus'],
  key: eventsKey,
  read: readBus,
  withKey: (input, KmsKeyIdentifier) => ({ ...input, KmsKeyIdentifier }),
  preconditions: [
    'Archives and schema discovery do not work on a bus under a customer managed key in every region: look first.',
  ],
  dataEffect: 'future-only',
})

async function readBus({ api, resource }: FixContext): Promise<Current> {
  const { DescribeEventBusCommand } = await import('@aws-sdk/client-eventbridge')
  const command = new DescribeEventBusCommand({ Name: resource.uid })
  const bus = await readWhole(api, {
    service: eventBridge,
    operation: 'DescribeEventBus',
    command,
    send: (client) => client.send(command),
  })
  if (bus.ManagedBy !== undefined)
    throw new NotPlanned('OWNED_ELSEWHERE', `${bus.ManagedBy} manages this bus.`)
  const input = resend(
    bus,
    ['Name', 'KmsKeyIdentifier', 'Description', 'DeadLetterConfig', 'LogConfig'],
    ['Arn', 'Policy', 'CreationTime', 'LastModifiedTime', 'ManagedBy'],
  )
  // "UpdateEventBus": an empty identifier stands for the key that EventBridge owns.
  return { input: { KmsKeyIdentifier: '', ...input } }
}
