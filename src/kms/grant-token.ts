/**
 * Grant tokens: they name a grant to those who cannot see it yet elsewhere. Possession is no authority: the caller must
 * still be the grantee. Sealed by the root key, so only KMS makes them and each one looks new.
 */

import { RootKeyError } from '../rootkey/rootkey.ts'
import { invalidGrantToken } from './errors.ts'
import { findGrantById, type Grant } from './grants.ts'
import type { Kms } from './kms.ts'
import { keySubject } from './kms-key.ts'

const binding = { purpose: 'grant-token', identity: [] }

export function newGrantToken(kms: Kms, keyArn: string, grantId: string): string {
  return Buffer.from(kms.rootKey.wrap(binding, Buffer.from(JSON.stringify([keyArn, grantId])))).toString(
    'base64',
  )
}

/** @throws InvalidGrantTokenException */
export function parseGrantToken(
  kms: Kms,
  token: string,
): { readonly keyArn: string; readonly grantId: string } {
  try {
    const [keyArn, grantId] = JSON.parse(
      kms.rootKey.unwrap(binding, Buffer.from(token, 'base64')).toString('utf8'),
    ) as [string, string]
    return { keyArn, grantId }
  } catch (error) {
    if (error instanceof RootKeyError) throw invalidGrantToken()
    throw error
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
