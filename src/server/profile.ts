/**
 * What a new user's tools need, in the files those tools read: an AWS shared-credentials file and a config file with the
 * profile `keyhold` (SDKs and Tools Reference Guide, "Shared config and credentials files").
 */

import { existsSync, readFileSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

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

/** Appends the new accounts' sections; what stands in the file stays. */
export async function addCredentials(
  dataFolder: string,
  firstAccountId: string,
  credentials: readonly AccountCredentials[],
): Promise<void> {
  if (credentials.length === 0) return
  const { credentials: file } = profileFiles(dataFolder)
  const present = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const sections = credentials.map(
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

async function replaceFile(path: string, content: string): Promise<void> {
  const temporary = `${path}.new`
  await writeFile(temporary, content, { mode: 0o600, flush: true })
  await rename(temporary, path)
}
