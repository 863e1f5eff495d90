/**
 * Grant tokens: they make a new grant effective at once, also on nodes that do not know it yet. Possession is no authority:
 * the caller must still be the grantee, and satisfy the grant's constraints. Sealed by the root key, so only KMS makes them
 * and each one looks new.
 */

import { RootKeyError } from '../rootkey/rootkey.ts'
import { invalidGrantToken } from './errors.ts'
import { findGrantById, type Grant } from './grants.ts'
import type { Kms } from './kms.ts'
import { keySubject } from './kms-key.ts'

const binding = { purpose: 'grant-token', identity: [] }

/** For so long a token is worth a look at its grant; by then every node knows the grant without it. */
const lifeMs = 5 * 60_000

interface GrantToken {
  readonly keyArn: string
  readonly grantId: string
  /** Milliseconds since the epoch. */
  readonly issuedAt: number
}

export function newGrantToken(kms: Kms, keyArn: string, grantId: string): string {
  const content = JSON.stringify([keyArn, grantId, kms.now()])
  return Buffer.from(kms.rootKey.wrap(binding, Buffer.from(content))).toString('base64')
}

/** @throws InvalidGrantTokenException */
export function parseGrantToken(kms: Kms, token: string): GrantToken {
  try {
    const content = kms.rootKey.unwrap(binding, Buffer.from(token, 'base64')).toString('utf8')
    // Tokens of earlier versions do not say when they were made.
    const [keyArn, grantId, issuedAt = 0] = JSON.parse(content) as [string, string, number?]
    return { keyArn, grantId, issuedAt }
  } catch (error) {
    if (error instanceof RootKeyError) throw invalidGrantToken()
    throw error
  }
}

/**
 * The grants on a key that fresh tokens name, as they now are in the database. Tokens that name none are passed over: what
 * is wrong with them is for `requireGrantTokens` to say, once the caller is authorized.
 */
export async function findTokenGrants(
  kms: Kms,
  tokens: readonly string[],
  keyArn: string,
): Promise<readonly Grant[]> {
  const found: Grant[] = []
  for (const token of tokens) {
    const named = parsed(kms, token)
    if (named === null || named.keyArn !== keyArn || kms.now() - named.issuedAt > lifeMs) continue
    const grant = await findGrantById(kms, keyArn, named.grantId)
    if (grant !== null) found.push(grant)
  }
  return found
}

function parsed(kms: Kms, token: string): GrantToken | null {
  try {
    return parseGrantToken(kms, token)
  } catch {
    return null
  }
}

/**
 * Each token must belong to a living grant on one of the keys in use.
 * @throws InvalidGrantTokenException
 */
export async function requireGrantTokens(
  kms: Kms,
  tokens: readonly string[] | undefined,
  keyArns: readonly string[],
): Promise<void> {
  for (const token of tokens ?? []) {
    const { keyArn, grantId } = parseGrantToken(kms, token)
    if (!keyArns.includes(keyArn)) throw invalidGrantToken()
    await requireLivingGrant(kms, keyArn, grantId)
  }
}

function requireLivingGrant(kms: Kms, keyArn: string, grantId: string): Promise<Grant> {
  return kms.storage.authority.read(keySubject(keyArn), `grant-id/${grantId}`, async () => {
    const grant = await findGrantById(kms, keyArn, grantId)
    if (grant === null) throw invalidGrantToken()
    return grant
  })
}
