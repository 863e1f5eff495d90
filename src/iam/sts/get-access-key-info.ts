import type { GetAccessKeyInfoRequest, GetAccessKeyInfoResponse } from '@aws-sdk/client-sts'
import { validationError } from '../errors.ts'
import { given, query } from '../operations/operation-kinds.ts'
import { accountOfAccessKeyId } from '../unique-ids.ts'

/** Says which account an access key id belongs to, not whether the key exists. */
export const getAccessKeyInfo = query<GetAccessKeyInfoRequest, GetAccessKeyInfoResponse>(
  async (iam, call, input) => {
    const accessKeyId = given(input.AccessKeyId, 'AccessKeyId')
    await iam.authorize(call, { action: 'sts:GetAccessKeyInfo', resource: '*' })
    const accountId = accountOfAccessKeyId(accessKeyId)
    if (accountId === null) throw validationError('Invalid Access Key ID')
    return { Account: accountId }
  },
)
