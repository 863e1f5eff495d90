import type { RevokeGrantRequest } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { refuseDryRun } from '../cryptographic.ts'
import { deleteGrant, requireGrantIdForm } from '../delete-grant.ts'
import { grantNotFound, missingMember } from '../errors.ts'
import { findGrantById } from '../grants.ts'
import type { Kms } from '../kms.ts'
import { requireKey } from '../require-key.ts'
import { present, recordedDryRun } from '../trail-record.ts'

/** Takes a grant away, by permission on the key. */
export const revokeGrant: Operation<Kms, RevokeGrantRequest, void> = {
  readOnly: false,
  recordRequest: (input) =>
    present({ keyId: input.KeyId, grantId: input.GrantId, dryRun: recordedDryRun(input.DryRun) }),
  async handle(kms, call, input) {
    if (input.KeyId === undefined) throw missingMember('keyId')
    if (input.GrantId === undefined) throw missingMember('grantId')
    requireGrantIdForm(input.GrantId)
    const key = await requireKey(kms, call, 'RevokeGrant', {
      keyIdentifier: input.KeyId,
      conditionKeys: { 'kms:GrantIsForAWSResource': String(call.via !== undefined) },
    })
    if ((await findGrantById(kms, key.arn, input.GrantId)) === null) throw grantNotFound(input.GrantId)
    refuseDryRun(input.DryRun)
    await deleteGrant(kms, key.arn, input.GrantId, 'RevokeGrant')
  },
}
