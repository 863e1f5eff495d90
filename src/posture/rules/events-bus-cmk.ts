import { eventBuses } from '../collectors/event-buses.ts'
import { eventBusFix } from '../fix/changes/event-bus.ts'
import { keyRule } from './key-rule.ts'

export const eventsBusCmk = keyRule({
  id: 'events-bus-cmk',
  version: 1,
  title: 'Event buses use a customer-managed key',
  why: 'Events, rules and archives of a bus may hold whatever its sources put into them.',
  service: 'events',
  severity: 'MEDIUM',
  mode: 'IN-PLACE',
  bundles: ['C-REST'],
  counterparts: [],
  resourceType: 'AWS::Events::EventBus',
  remediation: {
    summary: 'UpdateEventBus with KmsKeyIdentifier, and Description, DeadLetterConfig and LogConfig again.',
    url: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html',
  },
  collector: eventBuses,
  key: ({ kmsKeyIdentifier }) => ({
    ref: kmsKeyIdentifier,
    absent: 'AWS_OWNED',
    api: 'events:DescribeEventBus',
    path: 'KmsKeyIdentifier',
  }),
  fix: eventBusFix,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::Events::EventBus',
      path: 'KmsKeyIdentifier',
      absent: 'AWS_OWNED',
      replaces: false,
    },
    {
      format: 'terraform',
      type: 'aws_cloudwatch_event_bus',
      path: 'kms_key_identifier',
      absent: 'AWS_OWNED',
      replaces: false,
    },
  ],
})
