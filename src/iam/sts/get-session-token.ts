import type { GetSessionTokenRequest, GetSessionTokenResponse } from '@aws-sdk/client-sts'
import { accessDenied } from '../access-denied.ts'
import { isTemporary } from '../operations/access.ts'
import { change } from '../operations/operation-kinds.ts'
import { recordWithoutCode, requireNoMfa } from './mfa.ts'
import { mintSession, recordSession } from './mint-session.ts'

const secondsDefault = 43_200
const rootSecondsMax = 3600

/** Temporary credentials for the same user. Needs no permission (STS API reference, "GetSessionToken"). */
export const getSessionToken = {
  ...change<GetSessionTokenRequest, GetSessionTokenResponse>(async (iam, call, input) => {
    const { principal } = call
    if (isTemporary(call) || principal.kind === 'assumed-role' || principal.kind === 'service') {
      throw accessDenied('sts', 'Cannot call GetSessionToken with session credentials')
    }
    requireNoMfa(input)
    const isRoot = principal.kind === 'root'
    const seconds = input.DurationSeconds ?? secondsDefault
    const Credentials = mintSession(iam, isRoot ? Math.min(seconds, rootSecondsMax) : seconds, {
      kind: principal.kind,
      accountId: principal.accountId,
      ownerId: isRoot ? principal.accountId : principal.userId,
      sessionName: '',
      policies: [],
      tags: [],
      transitiveTagKeys: [],
      sourceIdentity: null,
    })
    return { Credentials }
  }),
  recordRequest: recordWithoutCode,
  recordResponse: recordSession,
}
