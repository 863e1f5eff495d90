/** From what a request calls a key (id, ARN, alias, alias ARN) to the key (KMS API Reference, "KeyId"). */

import { type Arn, formatArn, parseArn, partition } from '../call/arn.ts'
import { AwsError } from '../call/aws-error.ts'
import type { Call } from '../call/call.ts'
import {
  aliasNotFound,
  aliasNotSupported,
  foreignRegion,
  invalidArn,
  invalidKeyId,
  keyAccessDenied,
  keyNotFound,
} from './errors.ts'
import { type KeyActionName, keyActions } from './key-actions.ts'
import type { Kms } from './kms.ts'
import { findKey, getKey, type KmsKey, keyArnOf, stateNow } from './kms-key.ts'

export interface ResolvedKey {
  readonly key: KmsKey
  /** The alias name the request used, for `kms:RequestAlias`. */
  readonly requestAlias: string | null
}

const keyIdForm = /^(?:[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|mrk-[0-9a-f]{32})$/

/**
 * Finds the key and notes it for the trail. A key of another account that does not exist answers as one that is denied, so
 * that nobody can probe for keys.
 * @throws NotFoundException, InvalidArnException, AccessDeniedException
 */
export async function resolveKey(
  kms: Kms,
  call: Call,
  action: KeyActionName,
  keyIdentifier: string,
): Promise<ResolvedKey> {
  const resolved = keyIdentifier.startsWith('arn:')
    ? await resolveArn(kms, call, action, keyIdentifier)
    : await resolveOwn(kms, call, action, keyIdentifier)
  noteKey(call, resolved.key)
  return resolved
}

/** Names the key in the call's trail record, once. */
export function noteKey(call: Call, key: { readonly accountId: string; readonly arn: string }): void {
  if (call.notes.resources.some((resource) => resource.arn === key.arn)) return
  call.notes.resources.push({ accountId: key.accountId, type: 'AWS::KMS::Key', arn: key.arn })
}

async function resolveOwn(
  kms: Kms,
  call: Call,
  action: KeyActionName,
  keyIdentifier: string,
): Promise<ResolvedKey> {
  const { accountId } = call.principal
  if (keyIdentifier.startsWith('alias/')) {
    if (!keyActions[action].aliases) throw aliasNotSupported()
    return { key: await getAliasKey(kms, call.region, accountId, keyIdentifier), requestAlias: keyIdentifier }
  }
  if (!keyIdForm.test(keyIdentifier)) throw invalidKeyId(keyIdentifier)
  const keyArn = keyArnOf(call.region, accountId, keyIdentifier)
  return { key: await getVisibleKey(kms, keyArn), requestAlias: null }
}

async function resolveArn(kms: Kms, call: Call, action: KeyActionName, text: string): Promise<ResolvedKey> {
  const arn = requireKmsArn(text)
  if (arn.region !== call.region) throw foreignRegion(arn.region)
  const isAlias = arn.resource.startsWith('alias/')
  if (isAlias && !keyActions[action].aliases) throw aliasNotSupported()
  // A service acts for the account of its resource and is no stranger to a key that its grant is on: one that is gone is gone.
  const own = call.principal.kind === 'service' || arn.accountId === call.principal.accountId
  const denial = () => keyAccessDenied(call.principal, `kms:${action}`, text, 'foreign key')
  if (!own && !keyActions[action].crossAccount) throw denial()
  try {
    if (isAlias) {
      const key = await getAliasKey(kms, arn.region, arn.accountId, arn.resource)
      return { key, requestAlias: arn.resource }
    }
    return { key: await getArnKey(kms, text, arn), requestAlias: null }
  } catch (error) {
    if (!own && error instanceof AwsError && error.code === 'NotFoundException') throw denial()
    throw error
  }
}

function requireKmsArn(text: string): Arn {
  const arn = parseArn(text)
  if (arn === null || arn.partition !== partition || arn.service !== 'kms')
    throw invalidArn(`Invalid arn ${text}`)
  if (!arn.resource.startsWith('key/') && !arn.resource.startsWith('alias/'))
    throw invalidArn(`Invalid arn ${text}`)
  return arn
}

function getArnKey(kms: Kms, keyArn: string, arn: Arn): Promise<KmsKey> {
  const keyId = arn.resource.slice('key/'.length)
  if (!keyIdForm.test(keyId)) throw invalidKeyId(keyId)
  return getVisibleKey(kms, keyArn)
}

/** Keys that a service owns do not exist for callers. @throws NotFoundException */
async function getVisibleKey(kms: Kms, keyArn: string): Promise<KmsKey> {
  const key = await getKey(kms, keyArn)
  if (key.manager === 'SERVICE') throw keyNotFound(keyArn)
  return key.validTo === null ? key : asOfNow(kms, key)
}

async function findVisibleKey(kms: Kms, keyArn: string): Promise<KmsKey | null> {
  const key = await findKey(kms, keyArn)
  if (key === null || key.manager === 'SERVICE') return null
  return key.validTo === null ? key : asOfNow(kms, key)
}

/** A cached key is older than the moment its imported material expires. */
function asOfNow(kms: Kms, key: KmsKey): KmsKey {
  const state = stateNow(key, kms.now())
  return state === key.state ? key : { ...key, state }
}

/** The key a ciphertext names, or null. */
export function findCiphertextKey(
  kms: Kms,
  call: Call,
  blob: { readonly accountId: string; readonly keyId: string },
): Promise<KmsKey | null> {
  return findVisibleKey(kms, keyArnOf(call.region, blob.accountId, blob.keyId))
}

export function aliasSubject(region: string, accountId: string): string {
  return `alias/${accountId}/${region}`
}

export function aliasArnOf(region: string, accountId: string, aliasName: string): string {
  return formatArn('kms', region, accountId, aliasName)
}

async function getAliasKey(kms: Kms, region: string, accountId: string, aliasName: string): Promise<KmsKey> {
  const keyArn = await getAliasTarget(kms, region, accountId, aliasName)
  const key = await findVisibleKey(kms, keyArn)
  if (key === null) throw aliasNotFound(aliasArnOf(region, accountId, aliasName))
  return key
}

/** Null when there is no such alias. */
export async function findAliasTarget(
  kms: Kms,
  region: string,
  accountId: string,
  aliasName: string,
): Promise<string | null> {
  try {
    return await getAliasTarget(kms, region, accountId, aliasName)
  } catch (error) {
    if (error instanceof AwsError && error.code === 'NotFoundException') return null
    throw error
  }
}

/** ARN of the key an alias points at. @throws NotFoundException (which is not cached) */
export function getAliasTarget(
  kms: Kms,
  region: string,
  accountId: string,
  aliasName: string,
): Promise<string> {
  return kms.storage.authority.read(aliasSubject(region, accountId), aliasName, async () => {
    const aliasArn = aliasArnOf(region, accountId, aliasName)
    const row = await kms.storage.database
      .selectFrom('kms_alias')
      .select('key_arn')
      .where('alias_arn', '=', aliasArn)
      .executeTakeFirst()
    if (row === undefined || row.key_arn === null) throw aliasNotFound(aliasArn)
    return row.key_arn
  })
}
