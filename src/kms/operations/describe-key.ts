import type { DescribeKeyRequest, DescribeKeyResponse } from '@aws-sdk/client-kms'
import type { Call } from '../../call/call.ts'
import type { Operation } from '../../call/operation.ts'
import { authorizeKey } from '../authorize.ts'
import { isManagedAlias, newManagedKey } from '../aws-managed-keys.ts'
import { missingMember } from '../errors.ts'
import { keyMetadata } from '../key-metadata.ts'
import type { Kms } from '../kms.ts'
import { requireKey } from '../require-key.ts'
import { aliasArnOf } from '../resolve-key.ts'
import { present } from '../trail-record.ts'

/** What a key is. Whoever may ask for an AWS managed key that was never used makes it by asking for its alias. */
export const describeKey: Operation<Kms, DescribeKeyRequest, DescribeKeyResponse> = {
  readOnly: true,
  recordRequest: (input) => present({ keyId: input.KeyId }),
  async handle(kms, call, input) {
    if (input.KeyId === undefined) throw missingMember('keyId')
    const aliasName = input.KeyId.replace(aliasArnOf(call.region, call.principal.accountId, ''), '')
    if (isManagedAlias(aliasName)) await ensureManagedKey(kms, call, aliasName)
    const key = await requireKey(kms, call, 'DescribeKey', {
      keyIdentifier: input.KeyId,
      grantTokens: input.GrantTokens,
    })
    return { KeyMetadata: keyMetadata(key) }
  },
}

/** Only for those who may describe the key that would come to be. @throws AccessDeniedException */
async function ensureManagedKey(kms: Kms, call: Call, aliasName: string): Promise<void> {
  const made = await newManagedKey(kms, call.region, call.principal.accountId, aliasName, call.time)
  if (made === null) return
  await authorizeKey(kms, call, { action: 'DescribeKey', key: made.key, requestAlias: aliasName })
  await made.create()
}
