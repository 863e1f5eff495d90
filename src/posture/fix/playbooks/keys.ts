/** KMS hygiene that needs a person's judgement. */

import { playbook, say, send } from './playbook.ts'

export const broadAdminPlaybook = playbook({
  key: null,
  cost: 'none',
  steps: ({ resource }) => [
    say(
      'Split the statement: administration (kms:Create*, kms:Put*, kms:ScheduleKeyDeletion …) for administrators, use (kms:Encrypt, kms:Decrypt, kms:GenerateDataKey* …) for users.',
    ),
    say('Remove principals that begin with AIDA or AROA: their user or role was deleted.'),
    send(
      'Put the whole policy, without BypassPolicyLockoutSafetyCheck, and keep the old text.',
      'kms',
      'PutKeyPolicy',
      { KeyId: resource.uid, PolicyName: 'default', Policy: '<the new policy>' },
    ),
  ],
})

export const grantsPlaybook = playbook({
  key: null,
  cost: 'none',
  steps: ({ resource, finding }) => [
    say(finding.reasonText),
    say(
      'Where it is too wide, CreateGrant with the operations and the encryption context that are needed comes first.',
    ),
    send('Revoke each of them. Never one of an AWS service: its resource breaks.', 'kms', 'RevokeGrant', {
      KeyId: resource.uid,
      GrantId: '<as named above>',
    }),
  ],
})

export const requiredKeyPlaybook = playbook({
  key: null,
  cost: 'low',
  steps: ({ resource }) => [
    send('Make the key.', 'kms', 'CreateKey', { KeySpec: 'SYMMETRIC_DEFAULT', KeyUsage: 'ENCRYPT_DECRYPT' }),
    send('Let it rotate.', 'kms', 'EnableKeyRotation', { KeyId: '<new key>', RotationPeriodInDays: 365 }),
    send('Give it the name.', 'kms', 'CreateAlias', { AliasName: resource.name, TargetKeyId: '<new key>' }),
  ],
})

export const keyAlarmPlaybook = playbook({
  key: null,
  cost: 'none',
  steps: () => [
    send('Match the calls that take keys away.', 'eventbridge', 'PutRule', {
      Name: 'kms-key-disabled-or-deleted',
      EventPattern: JSON.stringify({
        source: ['aws.kms'],
        'detail-type': ['AWS API Call via CloudTrail'],
        detail: { eventSource: ['kms.amazonaws.com'], eventName: ['DisableKey', 'ScheduleKeyDeletion'] },
      }),
    }),
    send('Tell somebody.', 'eventbridge', 'PutTargets', {
      Rule: 'kms-key-disabled-or-deleted',
      Targets: [{ Id: 'somebody', Arn: '<topic that somebody reads>' }],
    }),
  ],
})

export const keySpecPlaybook = playbook({
  key: null,
  cost: 'low',
  steps: ({ finding }) => [
    say('Make a symmetric encryption key: KeySpec SYMMETRIC_DEFAULT, KeyUsage ENCRYPT_DECRYPT.'),
    say(
      `Point what names ${finding.key?.arn ?? 'the key'} to it: by its update where it has one, otherwise by making it anew.`,
    ),
  ],
})
