import type { GetCallerIdentityRequest, GetCallerIdentityResponse } from '@aws-sdk/client-sts'
import { AwsError } from '../../call/aws-error.ts'
import { query } from '../operations/operation-kinds.ts'

/** Needs no permission and cannot be denied (STS API reference, "GetCallerIdentity"). */
export const getCallerIdentity = query<GetCallerIdentityRequest, GetCallerIdentityResponse>(
  async (_iam, { principal }) => {
    switch (principal.kind) {
      case 'root':
        return { UserId: principal.accountId, Account: principal.accountId, Arn: principal.arn }
      case 'user':
        return { UserId: principal.userId, Account: principal.accountId, Arn: principal.arn }
      case 'assumed-role':
        return {
          UserId: `${principal.roleId}:${principal.sessionName}`,
          Account: principal.accountId,
          Arn: principal.arn,
        }
      case 'service':
        throw new AwsError('AccessDenied', 'A service has no identity here.')
    }
  },
)
