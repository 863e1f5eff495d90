import type { RetireGrantRequest } from '@aws-sdk/client-kms'
import type { Call } from '../../call/call.ts'
import type { Operation } from '../../call/operation.ts'
import { authorizeRetirement } from '../authorize-retirement.ts'
import { refuseDryRun } from '../cryptographic.ts'
import { deleteGrant, requireGrantIdForm } from '../delete-grant.ts'
import { grantNotFound, keyAccessDenied, keyNotFound, validation } from '../errors.ts'
import { parseGrantToken } from '../grant-token.ts'
import { findGrantById } from '../grants.ts'
import type { Kms } from '../kms.ts'
import { findKey, type KmsKey } from '../kms-key.ts'
import { noteKey, resolveKey } from '../resolve-key.ts'

/** Takes a grant away, by those whom the grant itself empowers. */
export const retireGrant: Operation<Kms, RetireGrantRequest, void> = {
  readOnly: false,
  recordRequest: () => null,
  async handle(kms, call, input) {
    const { key, grantId } = await resolveGrant(kms, call, input)
    call.notes.additionalEventData = { grantId }
    const grant = await findGrantById(kms, key.arn, grantId)
    if (grant === null) throw grantMissing(call, key, grantId)
    await authorizeRetirement(kms, call, key, grant)
    refuseDryRun(input.DryRun)
    await deleteGrant(kms, key.arn, grantId, 'RetireGrant')
  },
}

/** A token alone, or a key and a grant id. */
async function resolveGrant(
  kms: Kms,
  call: Call,
  input: RetireGrantRequest,
): Promise<{ key: KmsKey; grantId: string }> {
  const { GrantToken: token, KeyId: keyIdentifier, GrantId: grantId } = input
  if (token !== undefined && keyIdentifier === undefined && grantId === undefined) {
    const named = parseGrantToken(kms, token)
    const key = await findKey(kms, named.keyArn)
    if (key === null || key.region !== call.region) throw keyNotFound(named.keyArn)
    noteKey(call, key)
    return { key, grantId: named.grantId }
  }
  if (token !== undefined || keyIdentifier === undefined || grantId === undefined) {
    throw validation('Specify either GrantToken, or KeyId and GrantId.')
  }
  requireGrantIdForm(grantId)
  const { key } = await resolveKey(kms, call, 'RetireGrant', keyIdentifier)
  return { key, grantId }
}

/** Strangers to the key's account are not told which grants there are. */
function grantMissing(call: Call, key: KmsKey, grantId: string) {
  const stranger = call.principal.kind !== 'service' && call.principal.accountId !== key.accountId
  return stranger
    ? keyAccessDenied(call.principal, 'kms:RetireGrant', key.arn, 'foreign key')
    : grantNotFound(grantId)
}
