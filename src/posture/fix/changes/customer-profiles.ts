import type { RuleBasedMatchingResponse } from '@aws-sdk/client-customer-profiles'
import type { ProfilesDomainFacts } from '../../collectors/customer-profiles-domains.ts'
import type { ObjectTypeFacts } from '../../collectors/customer-profiles-object-types.ts'
import { customerProfiles } from '../../services.ts'
import { type Change, type FixContext, NotPlanned } from '../fix.ts'
import { connectFamilyKey } from '../key-needs.ts'
import { readWhole, resend } from '../resend.ts'
import { type Current, type Input, updateFix } from '../update.ts'

const key = connectFamilyKey('profile', 'profile')

/** AWS does not document whether omitted members are kept, so they are sent again. Empty texts would clear and are never sent. */
export const profilesDomainFix: Change<ProfilesDomainFacts> = updateFix<ProfilesDomainFacts>({
  service: 'customer-profiles',
  operation: 'UpdateDomain',
  reads: ['customer-profiles:GetDomain'],
  key,
  read: readDomain,
  withKey: (input, DefaultEncryptionKey) => ({ ...input, DefaultEncryptionKey }),
  // The API reference: an empty string clears the key.
  undo: (input) => [
    {
      service: 'customer-profiles',
      operation: 'UpdateDomain',
      input: { DefaultEncryptionKey: '', ...input },
    },
  ],
  dataEffect: 'future-only',
})

const domainSent = [
  ...['DomainName', 'DefaultExpirationDays', 'DefaultEncryptionKey', 'DeadLetterQueueUrl'],
  ...['Matching', 'RuleBasedMatching', 'DataStore'],
]
const domainIgnored = ['Stats', 'CreatedAt', 'LastUpdatedAt', 'Tags']

async function readDomain({ api, resource }: FixContext<ProfilesDomainFacts>): Promise<Current> {
  const { GetDomainCommand } = await import('@aws-sdk/client-customer-profiles')
  const command = new GetDomainCommand({ DomainName: resource.facts.name })
  const domain = await readWhole(api, {
    service: customerProfiles,
    operation: 'GetDomain',
    command,
    send: (client) => client.send(command),
  })
  const whole = withoutEmpty(resend(domain, domainSent, domainIgnored))
  const input = {
    ...whole,
    RuleBasedMatching: rulesOf(domain.RuleBasedMatching),
    DataStore: domain.DataStore === undefined ? undefined : { Enabled: domain.DataStore.Enabled },
  }
  return { input }
}

/** Reading adds how far the matching is. */
function rulesOf(matching: RuleBasedMatchingResponse | undefined): object | undefined {
  if (matching?.Enabled === undefined) return undefined
  const { Status: _progress, ...rules } = matching
  return rules
}

/** PutProfileObjectType and PutDomainObjectType are full puts. */
export const profilesObjectTypeFix: Change<ObjectTypeFacts> = {
  kind: 'change',
  reads: ['customer-profiles:GetProfileObjectType', 'customer-profiles:GetDomainObjectType'],
  writes: ['customer-profiles:PutProfileObjectType', 'customer-profiles:PutDomainObjectType'],
  key,
  plan: async (context) => await objectTypeFix(context).plan(context),
  settled: (context, step) => objectTypeFix(context).settled(context, step),
}

const objectTypeFix = ({ resource }: FixContext<ObjectTypeFacts>) =>
  resource.facts.kind === 'profile' ? profileObjectTypes : domainObjectTypes

const common = {
  key,
  withKey: (input: Input, EncryptionKey: string): Input => ({ ...input, EncryptionKey }),
  dataEffect: 'future-only',
} as const

const profileObjectTypes = updateFix<ObjectTypeFacts>({
  ...common,
  service: 'customer-profiles',
  operation: 'PutProfileObjectType',
  reads: ['customer-profiles:GetProfileObjectType'],
  read: readProfileObjectType,
  preconditions: [
    'With a TemplateId the template owns some of the members, and the call may be refused: nothing changes then.',
  ],
})

async function readProfileObjectType({ api, resource }: FixContext<ObjectTypeFacts>): Promise<Current> {
  const { GetProfileObjectTypeCommand } = await import('@aws-sdk/client-customer-profiles')
  const names = { DomainName: resource.facts.domain, ObjectTypeName: resource.facts.name }
  const command = new GetProfileObjectTypeCommand(names)
  const objectType = await readWhole(api, {
    service: customerProfiles,
    operation: 'GetProfileObjectType',
    command,
    send: (client) => client.send(command),
  })
  const sent = [
    ...[
      'ObjectTypeName',
      'Description',
      'TemplateId',
      'ExpirationDays',
      'EncryptionKey',
      'AllowProfileCreation',
    ],
    ...['SourceLastUpdatedTimestampFormat', 'MaxProfileObjectCount', 'SourcePriority', 'Fields', 'Keys'],
  ]
  const ignored = ['MaxAvailableProfileObjectCount', 'CreatedAt', 'LastUpdatedAt', 'Tags']
  return { input: { ...names, ...withoutEmpty(resend(objectType, sent, ignored)) } }
}

const domainObjectTypes = updateFix<ObjectTypeFacts>({
  ...common,
  service: 'customer-profiles',
  operation: 'PutDomainObjectType',
  reads: ['customer-profiles:GetDomainObjectType'],
  read: readDomainObjectType,
})

async function readDomainObjectType({ api, resource }: FixContext<ObjectTypeFacts>): Promise<Current> {
  const { GetDomainObjectTypeCommand } = await import('@aws-sdk/client-customer-profiles')
  const names = { DomainName: resource.facts.domain, ObjectTypeName: resource.facts.name }
  const command = new GetDomainObjectTypeCommand(names)
  const objectType = await readWhole(api, {
    service: customerProfiles,
    operation: 'GetDomainObjectType',
    command,
    send: (client) => client.send(command),
  })
  if (objectType.Fields === undefined) throw new NotPlanned('UNREADABLE', 'The object type shows no fields.')
  const sent = ['ObjectTypeName', 'Description', 'EncryptionKey', 'Fields']
  return {
    input: { ...names, ...withoutEmpty(resend(objectType, sent, ['CreatedAt', 'LastUpdatedAt', 'Tags'])) },
  }
}

function withoutEmpty(input: Input): Input {
  return Object.fromEntries(Object.entries(input).filter(([, member]) => member !== ''))
}
