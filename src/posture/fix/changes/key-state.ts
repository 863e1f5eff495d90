import { kms } from '../../services.ts'
import { type Change, type FixContext, NotPlanned, type PlannedCall, type StepDraft } from '../fix.ts'
import { hashOf } from '../values.ts'

/** Keys that are about to be deleted, or are disabled while something depends on them. */
export const keyStateFix: Change = {
  kind: 'change',
  reads: ['kms:DescribeKey'],
  writes: ['kms:CancelKeyDeletion', 'kms:EnableKey', 'kms:DisableKey'],
  key: null,

  async plan(context) {
    const { KeyId, KeyState } = await readKey(context)
    const draft: StepDraft = {
      mode: 'IN-PLACE',
      preconditions: ['Ask who disabled it or scheduled its deletion, and why, before it is put back.'],
      calls: callsFor(KeyState, KeyId),
      inverse: KeyState === 'Disabled' ? [call('DisableKey', KeyId)] : null,
      irreversible: false,
      cost: 'none',
      dataEffect: 'none',
      confirm: 'yes',
      optional: false,
      snapshot: hashOf({ KeyId, KeyState }),
      before: { KeyState },
      after: { KeyState: 'Enabled' },
    }
    return [draft]
  },

  async settled(context) {
    const { KeyState } = await readKey(context)
    return KeyState === 'Enabled' ? { state: 'settled' } : { state: 'lost', differences: ['KeyState'] }
  },
}

/** CancelKeyDeletion leaves the key disabled ("CancelKeyDeletion", AWS KMS API reference): both calls are needed. */
function callsFor(state: string | undefined, KeyId: string): readonly PlannedCall[] {
  if (state === 'Disabled') return [call('EnableKey', KeyId)]
  if (state === 'PendingDeletion') return [call('CancelKeyDeletion', KeyId), call('EnableKey', KeyId)]
  throw new NotPlanned(
    'KEY_STATE',
    state === 'PendingImport'
      ? 'Its key material has to be imported again, by who holds it.'
      : `A key that is ${state ?? 'gone'} cannot be put back by a call: point the resource to another key.`,
  )
}

function call(operation: string, KeyId: string): PlannedCall {
  return { service: 'kms', operation, input: { KeyId } }
}

async function readKey(context: FixContext): Promise<{ KeyId: string; KeyState: string | undefined }> {
  const KeyId = keyOf(context)
  const { KeyMetadata } = await context.api.call(kms, 'DescribeKey', (client) =>
    client.describeKey({ KeyId }),
  )
  if (KeyMetadata?.KeyManager !== 'CUSTOMER')
    throw new NotPlanned('OWNED_ELSEWHERE', 'It is not a customer managed key.')
  return { KeyId, KeyState: KeyMetadata.KeyState }
}

/** The finding is on the key, or on what names it. */
function keyOf({ resource, finding }: FixContext): string {
  const arn = resource.uid.includes(':kms:') ? resource.uid : finding.key?.arn
  if (!arn)
    throw new NotPlanned('KEY_UNKNOWN', 'The key that it names is not there: point it to another one.')
  return arn
}
