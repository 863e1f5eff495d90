/**
 * The key that steps need: the one the user named, the one an earlier plan made, or a new one. Order of making matters: a key
 * with its final policy, rotation, alias, and only then its use.
 */

import { type Api, ApiError } from '../../api.ts'
import { pages } from '../../collectors/pages.ts'
import { kms } from '../../services.ts'
import { NotPlanned, type PlannedCall, type StepDraft } from '../fix.ts'
import type { KeyNeeds } from '../key-needs.ts'
import { hashOf, keyReference } from '../values.ts'
import { type KeyPeople, mergedPolicy, newKeyPolicy, statementsFor } from './key-policy.ts'

export interface KeyWish extends KeyPeople {
  readonly planId: string
  /** What the steps do with it; one purpose. */
  readonly needs: readonly KeyNeeds[]
  /** ARNs of what will be under it. */
  readonly resources: readonly string[]
  /** `keyhold`: alias/keyhold/bedrock. */
  readonly aliasPrefix: string
}

export interface KeyPlan {
  /** Its ARN, or `$key:<purpose>` when the step makes it. */
  readonly keyArn: string
  readonly alias: string | null
  /** Null: the key is ready as it is. */
  readonly step: StepDraft | null
}

/** $1 a month each ("AWS KMS pricing"). */
const priceText =
  'A customer managed key costs $1 a month, and each of its first two rotations $1 a month more.'
const rotationPeriodDays = 365

/** @param given the user's own key, checked by requireUsableKey. @throws {NotPlanned} when a key is there that cannot be used. */
export async function planKey(api: Api, wish: KeyWish, given: string | null): Promise<KeyPlan> {
  if (given !== null) return { keyArn: given, alias: null, step: await policyStep(api, given, wish) }
  const alias = `alias/${wish.aliasPrefix}/${wish.needs[0]?.purpose}`
  const present = await findAliasTarget(api, alias)
  if (present === null) return newKey(api, alias, wish)
  const keyArn = `arn:${api.partition}:kms:${api.region}:${api.account}:key/${present}`
  await requireUsableKey(api, keyArn)
  return { keyArn, alias, step: await policyStep(api, keyArn, wish) }
}

/** Enabled, symmetric, the customer's and in this region. @throws {NotPlanned} */
export async function requireUsableKey(api: Api, keyArn: string): Promise<void> {
  if (keyArn.split(':')[3] !== api.region) {
    throw new NotPlanned(
      'KEY_REGION',
      `${keyArn} is not in ${api.region}: a resource needs a key of its own region.`,
    )
  }
  const { KeyMetadata } = await api.call(kms, 'DescribeKey', (client) =>
    client.describeKey({ KeyId: keyArn }),
  )
  const { KeyManager, KeyState, KeySpec, KeyUsage } = KeyMetadata ?? {}
  if (KeyManager !== 'CUSTOMER')
    throw new NotPlanned('KEY_MANAGER', `${keyArn} is not a customer managed key.`)
  if (KeyState !== 'Enabled') throw new NotPlanned('KEY_STATE', `${keyArn} is ${KeyState}, not Enabled.`)
  if (KeySpec !== 'SYMMETRIC_DEFAULT' || KeyUsage !== 'ENCRYPT_DECRYPT') {
    throw new NotPlanned(
      'KEY_SPEC',
      `${keyArn} is ${KeySpec} for ${KeyUsage}: services need a symmetric encryption key.`,
    )
  }
}

/** The key id that the alias points to, of the account's own. */
export async function findAliasTarget(api: Api, alias: string): Promise<string | null> {
  const listed = pages(async (Marker) => {
    const { Aliases, NextMarker } = await api.call(kms, 'ListAliases', (client) =>
      client.listAliases({ Limit: 100, Marker }),
    )
    return { items: Aliases ?? [], next: NextMarker }
  })
  for await (const aliases of listed) {
    const found = aliases.find(({ AliasName }) => AliasName === alias)
    if (found?.TargetKeyId !== undefined) return found.TargetKeyId
  }
  return null
}

async function newKey(api: Api, alias: string, wish: KeyWish): Promise<KeyPlan> {
  const purpose = wish.needs[0]?.purpose ?? ''
  const KeyId = keyReference(purpose)
  const Policy = newKeyPolicy(api, statementsFor(wish.needs, api, wish, wish.resources))
  const create = {
    Description: `For ${purpose}, made by keyhold fix`,
    KeySpec: 'SYMMETRIC_DEFAULT',
    KeyUsage: 'ENCRYPT_DECRYPT',
    Origin: 'AWS_KMS',
    MultiRegion: false,
    Policy,
    Tags: [
      { TagKey: 'managed-by', TagValue: 'keyhold' },
      { TagKey: 'purpose', TagValue: purpose },
      { TagKey: 'plan', TagValue: wish.planId },
    ],
  }
  const calls: readonly PlannedCall[] = [
    { service: 'kms', operation: 'CreateKey', input: create },
    {
      service: 'kms',
      operation: 'EnableKeyRotation',
      input: { KeyId, RotationPeriodInDays: rotationPeriodDays },
    },
    { service: 'kms', operation: 'CreateAlias', input: { AliasName: alias, TargetKeyId: KeyId } },
  ]
  const step: StepDraft = {
    mode: 'IN-PLACE',
    preconditions: [priceText, ...peopleText(wish), ...(await quotaText(api))],
    calls,
    inverse: null,
    irreversible: false,
    cost: 'low',
    dataEffect: 'none',
    confirm: 'yes',
    optional: false,
    snapshot: '',
    before: {},
    after: {
      alias,
      KeySpec: 'SYMMETRIC_DEFAULT',
      RotationPeriodInDays: rotationPeriodDays,
      Policy: JSON.parse(Policy),
    },
  }
  return { keyArn: KeyId, alias, step }
}

function peopleText({ users, admins }: KeyPeople): readonly string[] {
  const open = 'IAM policies of the account decide alone'
  return [
    'Nothing deletes the key again; schedule its deletion yourself when nothing is under it.',
    ...(admins.length === 0 ? [`No --key-admin: ${open} who administers the key.`] : []),
    ...(users.length === 0 ? [`No --key-user: ${open} who uses the key.`] : []),
  ]
}

/** "Resource quotas" of the KMS developer guide: 100,000 keys an account and region. */
const keyQuota = 100_000

async function quotaText(api: Api): Promise<readonly string[]> {
  let keys = 0
  const listed = pages(async (Marker) => {
    const { Keys, NextMarker } = await api.call(kms, 'ListKeys', (client) =>
      client.listKeys({ Limit: 1000, Marker }),
    )
    return { items: Keys ?? [], next: NextMarker }
  })
  for await (const page of listed) keys += page.length
  return keys > keyQuota * 0.9
    ? [`The account holds ${keys} keys here; the quota is ${keyQuota} unless it was raised.`]
    : []
}

/** Reads, merges and writes the whole policy: PutKeyPolicy replaces everything. Null: nothing is missing. */
async function policyStep(api: Api, keyArn: string, wish: KeyWish): Promise<StepDraft | null> {
  const wanted = statementsFor(wish.needs, api, wish, wish.resources)
  if (wanted.length === 0) return null
  const KeyId = keyArn
  const before = await readPolicy(api, KeyId)
  if (before === null) return null
  const after = mergedPolicy(before, wanted)
  if (after === null) return null
  const put = (Policy: string): PlannedCall => ({
    service: 'kms',
    operation: 'PutKeyPolicy',
    input: { KeyId, PolicyName: 'default', Policy },
  })
  return {
    mode: 'IN-PLACE',
    preconditions: ['Statements are added to the key policy; none that is there changes.'],
    calls: [put(after)],
    inverse: [put(before)],
    irreversible: false,
    cost: 'none',
    dataEffect: 'none',
    confirm: 'yes',
    optional: false,
    snapshot: hashOf(before),
    before: { Policy: JSON.parse(before) },
    after: { Policy: JSON.parse(after) },
  }
}

/** Null: it may not be read, so it is not touched either. */
export async function readPolicy(api: Api, KeyId: string): Promise<string | null> {
  try {
    const { Policy } = await api.call(kms, 'GetKeyPolicy', (client) =>
      client.getKeyPolicy({ KeyId, PolicyName: 'default' }),
    )
    return Policy ?? null
  } catch (error) {
    if (error instanceof ApiError && error.kind === 'denied') return null
    throw error
  }
}
