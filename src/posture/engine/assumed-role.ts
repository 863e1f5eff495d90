/** Credentials of a role in another account, renewed before they end and shared by all clients. */

import type { Credentials } from '@aws-sdk/client-sts'
import { sts } from '../services.ts'
import { apiErrorOf } from './api-error-of.ts'
import { closeClient, makeClient } from './client-pool.ts'
import type { Endpoints } from './endpoints.ts'

export interface AssumedRoleOptions {
  readonly roleArn: string
  readonly externalId: string | null
  readonly region: string
  readonly endpoints: Endpoints
  /** Who assumes it; handed to the SDK as it is. */
  readonly credentials: unknown
  readonly now: () => number
}

export interface RoleCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly expiration: Date
}

const sessionSeconds = 3600
const renewedBeforeMs = 5 * 60_000
const sessionName = 'keyhold-scan'

/** @returns a provider; it throws {ApiError} when the role cannot be assumed */
export function assumedRole(options: AssumedRoleOptions): () => Promise<RoleCredentials> {
  let current: RoleCredentials | null = null
  let renewing: Promise<RoleCredentials> | null = null
  return async () => {
    if (current !== null && current.expiration.getTime() - options.now() > renewedBeforeMs) return current
    // Whoever else finds them old waits for the same renewal.
    renewing ??= assume(options).finally(() => {
      renewing = null
    })
    current = await renewing
    return current
  }
}

async function assume({
  roleArn,
  externalId,
  region,
  endpoints,
  credentials,
  now,
}: AssumedRoleOptions): Promise<RoleCredentials> {
  const endpoint = endpoints.of(sts)
  const client = await makeClient(sts, { region, endpoint, credentials, attemptsMax: 5 }, (_attempt, send) =>
    send(),
  )
  try {
    const answer = await client.assumeRole({
      RoleArn: roleArn,
      RoleSessionName: sessionName,
      DurationSeconds: sessionSeconds,
      ...(externalId !== null && { ExternalId: externalId }),
    })
    return credentialsOf(answer.Credentials, now())
  } catch (error) {
    throw apiErrorOf(error, 'sts:AssumeRole', { isSelfHosted: endpoint !== null, isProven: true })
  } finally {
    closeClient(client)
  }
}

function credentialsOf(given: Credentials | undefined, nowMs: number): RoleCredentials {
  return {
    accessKeyId: given?.AccessKeyId ?? '',
    secretAccessKey: given?.SecretAccessKey ?? '',
    sessionToken: given?.SessionToken ?? '',
    expiration: given?.Expiration ?? new Date(nowMs + sessionSeconds * 1000),
  }
}
