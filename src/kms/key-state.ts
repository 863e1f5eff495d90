/**
 * Which operation works in which key state (KMS Developer Guide, "Key states of AWS KMS keys"), as the guide prints it:
 * one row an operation, one column a state.
 */

import type { AwsError } from '../call/aws-error.ts'
import { disabled, invalidState } from './errors.ts'

export const keyStates = [
  'Enabled',
  'Disabled',
  'PendingDeletion',
  'PendingReplicaDeletion',
  'PendingImport',
  'Unavailable',
  'Creating',
  'Updating',
] as const

export type KeyState = (typeof keyStates)[number]

export type StateOutcome =
  | 'ok'
  | 'disabled'
  | 'pending deletion'
  | 'not pending deletion'
  | 'pending import'
  | 'unavailable'
  | 'creating'
  | 'updating'

type Cells = readonly [
  enabled: StateOutcome,
  disabled: StateOutcome,
  pendingDeletion: StateOutcome,
  pendingImport: StateOutcome,
  unavailable: StateOutcome,
  creating: StateOutcome,
  updating: StateOutcome,
]

function row(cells: Cells): Readonly<Record<KeyState, StateOutcome>> {
  const [Enabled, Disabled, PendingDeletion, PendingImport, Unavailable, Creating, Updating] = cells
  // Both waiting states answer alike: the guide has one column for them.
  const PendingReplicaDeletion = PendingDeletion
  return {
    Enabled,
    Disabled,
    PendingDeletion,
    PendingReplicaDeletion,
    PendingImport,
    Unavailable,
    Creating,
    Updating,
  }
}

const cryptographic = row([
  'ok',
  'disabled',
  'pending deletion',
  'pending import',
  'unavailable',
  'creating',
  'ok',
])
const always = row(['ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'])
const notPendingDeletion = row(['ok', 'ok', 'pending deletion', 'ok', 'ok', 'ok', 'ok'])
const toggle = row(['ok', 'ok', 'pending deletion', 'pending import', 'ok', 'creating', 'updating'])
const cancel = row([
  'not pending deletion',
  'not pending deletion',
  'ok',
  'not pending deletion',
  'not pending deletion',
  'not pending deletion',
  'not pending deletion',
])

export const stateTable = {
  CancelKeyDeletion: cancel,
  CreateAlias: notPendingDeletion,
  CreateGrant: row(['ok', 'disabled', 'pending deletion', 'pending import', 'ok', 'creating', 'ok']),
  Decrypt: cryptographic,
  DeleteAlias: always,
  DescribeKey: always,
  DisableKey: toggle,
  EnableKey: toggle,
  Encrypt: cryptographic,
  GenerateDataKey: cryptographic,
  GenerateDataKeyWithoutPlaintext: cryptographic,
  GetKeyPolicy: always,
  ListAliases: always,
  ListGrants: always,
  ListKeyPolicies: always,
  ListResourceTags: always,
  PutKeyPolicy: always,
  ReEncrypt: cryptographic,
  RetireGrant: always,
  RevokeGrant: always,
  ScheduleKeyDeletion: row(['ok', 'ok', 'pending deletion', 'ok', 'ok', 'ok', 'updating']),
  TagResource: notPendingDeletion,
  UntagResource: notPendingDeletion,
  UpdateAlias: notPendingDeletion,
  UpdateKeyDescription: notPendingDeletion,
} satisfies Record<string, Readonly<Record<KeyState, StateOutcome>>>

export type StatefulOperation = keyof typeof stateTable

/** What the table says, as an error; null where the operation may go on. */
export function stateError(operation: StatefulOperation, keyArn: string, state: KeyState): AwsError | null {
  const outcome = stateTable[operation][state]
  if (outcome === 'ok') return null
  return outcome === 'disabled' ? disabled(keyArn) : invalidState(keyArn, outcome)
}

/** @throws DisabledException, KMSInvalidStateException */
export function requireKeyState(
  operation: StatefulOperation,
  key: { readonly arn: string; readonly state: KeyState },
): void {
  const error = stateError(operation, key.arn, key.state)
  if (error !== null) throw error
}
