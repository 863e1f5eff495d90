/**
 * Which operation works in which key state (KMS Developer Guide, "Key states of AWS KMS keys"), as the guide prints it:
 * one row an operation, one column a state.
 */

import type { KMS } from '@aws-sdk/client-kms'
import type { AwsError } from '../call/aws-error.ts'
import type { OperationName } from '../call/operation.ts'
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
/** A key with imported material waits for it only to be told that it has no automatic rotation. */
const automaticRotation = row(['ok', 'disabled', 'pending deletion', 'ok', 'ok', 'creating', 'ok'])

/**
 * Every operation of the API. `ok` where the state does not stand in the way: whether the kind of key fits (origin, spec,
 * multi-Region) is asked after the state. Operations that name no key can be called in every state of any.
 */
export const stateTable = {
  CancelKeyDeletion: cancel,
  ConnectCustomKeyStore: always,
  CreateAlias: notPendingDeletion,
  CreateCustomKeyStore: always,
  CreateGrant: row(['ok', 'disabled', 'pending deletion', 'pending import', 'ok', 'creating', 'ok']),
  CreateKey: always,
  Decapsulate: cryptographic,
  Decrypt: cryptographic,
  DeleteAlias: always,
  DeleteCustomKeyStore: always,
  DeleteImportedKeyMaterial: row(['ok', 'ok', 'ok', 'ok', 'ok', 'creating', 'updating']),
  DeriveSharedSecret: cryptographic,
  DescribeCustomKeyStores: always,
  DescribeKey: always,
  DisableKey: toggle,
  DisableKeyRotation: automaticRotation,
  DisconnectCustomKeyStore: always,
  EnableKey: toggle,
  EnableKeyRotation: automaticRotation,
  Encapsulate: cryptographic,
  Encrypt: cryptographic,
  GenerateDataKey: cryptographic,
  GenerateDataKeyPair: cryptographic,
  GenerateDataKeyPairWithoutPlaintext: cryptographic,
  GenerateDataKeyWithoutPlaintext: cryptographic,
  GenerateMac: cryptographic,
  GenerateRandom: always,
  GetKeyLastUsage: always,
  GetKeyPolicy: always,
  GetKeyRotationStatus: always,
  GetParametersForImport: row(['ok', 'ok', 'pending deletion', 'ok', 'ok', 'creating', 'updating']),
  GetPublicKey: cryptographic,
  ImportKeyMaterial: row(['ok', 'ok', 'pending deletion', 'ok', 'ok', 'creating', 'ok']),
  ListAliases: always,
  ListGrants: always,
  ListKeyPolicies: always,
  ListKeyRotations: always,
  ListKeys: always,
  ListResourceTags: always,
  ListRetirableGrants: always,
  PutKeyPolicy: always,
  ReEncrypt: cryptographic,
  ReplicateKey: row([
    'ok',
    'disabled',
    'pending deletion',
    'pending import',
    'unavailable',
    'creating',
    'updating',
  ]),
  RetireGrant: always,
  RevokeGrant: always,
  RotateKeyOnDemand: row(['ok', 'disabled', 'pending deletion', 'pending import', 'ok', 'creating', 'ok']),
  ScheduleKeyDeletion: row(['ok', 'ok', 'pending deletion', 'ok', 'ok', 'ok', 'updating']),
  Sign: cryptographic,
  TagResource: notPendingDeletion,
  UntagResource: notPendingDeletion,
  UpdateAlias: notPendingDeletion,
  UpdateCustomKeyStore: always,
  UpdateKeyDescription: notPendingDeletion,
  UpdatePrimaryRegion: cryptographic,
  Verify: cryptographic,
  VerifyMac: cryptographic,
} satisfies Record<OperationName<KMS>, Readonly<Record<KeyState, StateOutcome>>>

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
