/** Every operation of the STS API, and which of them there are. */

import type { STS } from '@aws-sdk/client-sts'
import { missing, type OperationTable, type Service } from '../../call/operation.ts'
import type { IamRoom } from '../room.ts'
import { assumeRole } from './assume-role.ts'
import { getAccessKeyInfo } from './get-access-key-info.ts'
import { getCallerIdentity } from './get-caller-identity.ts'
import { getSessionToken } from './get-session-token.ts'

export const stsOperations = {
  AssumeRole: assumeRole,
  AssumeRoleWithSAML: missing,
  AssumeRoleWithWebIdentity: missing,
  AssumeRoot: missing,
  DecodeAuthorizationMessage: missing,
  GetAccessKeyInfo: getAccessKeyInfo,
  GetCallerIdentity: getCallerIdentity,
  GetDelegatedAccessToken: missing,
  GetFederationToken: missing,
  GetSessionToken: getSessionToken,
  GetWebIdentityToken: missing,
} satisfies OperationTable<IamRoom, STS>

/** STS as the gateway mounts it. */
export function stsService(iam: IamRoom): Service {
  return { name: 'sts', room: iam, operations: stsOperations }
}
