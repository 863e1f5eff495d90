/**
 * What a new user's tools need, in the files those tools read: an AWS shared-credentials file and a config file with the
 * profile `keyhold` (SDKs and Tools Reference Guide, "Shared config and credentials files").
 */

import { join } from 'node:path'
import { findFile, replaceFile } from './durable-file.ts'

export const profileName = 'keyhold'

export interface AccountCredentials {
  readonly accountId: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

export interface ProfileFiles {
  readonly credentials: string
  readonly config: string
  /** Holds the endpoint of the running server, for tools that start it on a free port. */
  readonly endpoint: string
}

export function profileFiles(dataFolder: string): ProfileFiles {
  return {
    credentials: join(dataFolder, 'credentials'),
    config: join(dataFolder, 'config'),
    endpoint: join(dataFolder, 'endpoint'),
  }
}

/** The first account's profile is `keyhold`, further ones are `keyhold-<account id>`. */
export function accountProfile(accountId: string, firstAccountId: string): string {
  return accountId === firstAccountId ? profileName : `${profileName}-${accountId}`
}

/** Appends the new accounts' sections; what stands in the file stays, and a key that stands in it is not added again. */
export async function addCredentials(
  dataFolder: string,
  firstAccountId: string,
  credentials: readonly AccountCredentials[],
): Promise<void> {
  const { credentials: file } = profileFiles(dataFolder)
  const present = (await findFile(file)) ?? ''
  const missing = credentials.filter(({ accessKeyId }) => !present.includes(accessKeyId))
  if (missing.length === 0) return
  const sections = missing.map(
    ({ accountId, accessKeyId, secretAccessKey }) =>
      `[${accountProfile(accountId, firstAccountId)}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  )
  await replaceFile(file, [present.trimEnd(), ...sections].filter((part) => part !== '').join('\n\n'))
}

/** Written at every start, since the endpoint may have changed. */
export async function writeProfile(
  dataFolder: string,
  endpoint: string,
  region: string,
  accountIds: readonly string[],
): Promise<void> {
  const files = profileFiles(dataFolder)
  const sections = accountIds.map(
    (accountId) =>
      `[profile ${accountProfile(accountId, accountIds[0] as string)}]\nregion = ${region}\nendpoint_url = ${endpoint}\n`,
  )
  await replaceFile(files.config, sections.join('\n'))
  await replaceFile(files.endpoint, `${endpoint}\n`)
}
