import type { Credentials } from '@aws-sdk/client-sts'
import { lowerCamel } from '../operations/operation-kinds.ts'
import type { IamRoom } from '../room.ts'
import { type SessionFacts, sealSessionToken } from '../session-token.ts'
import { newAccessKeyId, newSecretAccessKey } from '../unique-ids.ts'

/** New temporary credentials. Nothing is stored: the token holds the session, sealed. */
export function mintSession(
  { rootKey, now }: IamRoom,
  seconds: number,
  session: Omit<SessionFacts, 'secretAccessKey' | 'issuedAt' | 'expiresAt'>,
): Credentials {
  const accessKeyId = newAccessKeyId('ASIA', session.accountId)
  const secretAccessKey = newSecretAccessKey()
  const issuedAt = now()
  // The wire has whole seconds; what the client sees is what counts.
  const expiresAt = (Math.floor(issuedAt / 1000) + seconds) * 1000
  const facts = { ...session, secretAccessKey, issuedAt, expiresAt }
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sealSessionToken(rootKey, accessKeyId, facts),
    Expiration: new Date(expiresAt),
  }
}

/** For the trail: which credentials were given, without anything to use them by. */
export function recordSession(output: {
  Credentials?: Credentials
}): Readonly<Record<string, unknown>> | null {
  const { AccessKeyId, Expiration } = output.Credentials ?? {}
  return lowerCamel({ ...output, Credentials: { AccessKeyId, Expiration } })
}
