import { type ConnectInstanceFacts, connectInstances } from '../collectors/connect-instances.ts'
import type { ResourceRule } from '../rule.ts'

/** Nothing can be configured, so nothing can be proven: somebody has to know and accept it, with a mute that says why. */
export const connectAwsOwnedOnly: ResourceRule<ConnectInstanceFacts> = {
  kind: 'resource',
  id: 'connect-aws-owned-only',
  version: 1,
  title: 'Parts of Connect that cannot use your key are known and accepted',
  why: 'Cases, forecasting, capacity planning and scheduling are under keys of AWS only. No API says so, and none can change it.',
  service: 'connect',
  severity: 'INFO',
  mode: 'ADVICE',
  bundles: ['C-REST'],
  counterparts: [],
  resourceType: 'AWS::Connect::Instance',
  remediation: {
    summary:
      'There is no API for it. Decide what may be kept in these parts, and mute this finding with the reason.',
    url: 'https://docs.aws.amazon.com/connect/latest/adminguide/encryption-at-rest.html',
  },
  collector: connectInstances,
  keyReferences: () => [],
  judge: ({ name, facts }) => [
    {
      status: 'MANUAL',
      reasonCode: 'AWS_OWNED_KEY_ONLY',
      reasonText: `In ${name} Cases${casesNote(facts)}, forecasting, capacity planning and scheduling are under AWS-owned keys and cannot be under another.`,
    },
  ],
  fix: null,
}

function casesNote({ hasCases }: ConnectInstanceFacts): string {
  if (hasCases === null) return ' (whether any exist could not be read)'
  return hasCases ? ' (in use in this region)' : ' (not in use in this region)'
}
