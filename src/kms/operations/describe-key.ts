import type { DescribeKeyRequest, DescribeKeyResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { ensureManagedKey, isManagedAlias } from '../aws-managed-keys.ts'
import { missingMember } from '../errors.ts'
import { keyMetadata } from '../key-metadata.ts'
import type { Kms } from '../kms.ts'
import { requireKey } from '../require-key.ts'
import { aliasArnOf } from '../resolve-key.ts'
import { present } from '../trail-record.ts'

/** What a key is. Asking for the alias of an AWS managed key that was never used makes the key. */
export const describeKey: Operation<Kms, DescribeKeyRequest, DescribeKeyResponse> = {
  readOnly: true,
  recordRequest: (input) => present({ keyId: input.KeyId }),
  async handle(kms, call, input) {
    if (input.KeyId === undefined) throw missingMember('keyId')
    const { accountId } = call.principal
    const aliasName = input.KeyId.replace(aliasArnOf(call.region, accountId, ''), '')
    if (isManagedAlias(aliasName)) await ensureManagedKey(kms, call.region, accountId, aliasName, call.time)
    const key = await requireKey(kms, call, 'DescribeKey', {
      keyIdentifier: input.KeyId,
      grantTokens: input.GrantTokens,
    })
    return { KeyMetadata: keyMetadata(key) }
  },
}
