/** A server with two accounts, and users and roles in them: who attacks and who is attacked. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Clients, clientsFor } from '../../src/cli/tour/clients.ts'
import { startTestServer, type suiteScope, type TestServer } from './servers.ts'

export const ownAccount = '111122223333'
export const otherAccount = '444455556666'

export interface Strangers {
  readonly server: TestServer
  /** Administrator of `ownAccount`. */
  readonly own: Clients
  /** Administrator of `otherAccount`. */
  readonly other: Clients
}

export async function startStrangers(
  scope: ReturnType<typeof suiteScope>,
  settings: Readonly<Record<string, string>> = {},
): Promise<Strangers> {
  const server = await startTestServer(scope, {
    ...settings,
    KEYHOLD_ACCOUNTS: `${ownAccount},${otherAccount}`,
  })
  return { server, own: server.admin, other: clientsOfProfile(server, otherAccount) }
}

function clientsOfProfile(server: TestServer, accountId: string): Clients {
  const text = readFileSync(join(server.dataFolder, 'credentials'), 'utf8')
  const pattern = `\\[keyhold-${accountId}\\]\\naws_access_key_id = (\\S+)\\naws_secret_access_key = (\\S+)`
  const [, accessKeyId = '', secretAccessKey = ''] = new RegExp(pattern).exec(text) ?? []
  return clientsFor({ ...server, credentials: { accessKeyId, secretAccessKey } })
}

export interface Allowed {
  readonly Effect?: 'Allow' | 'Deny'
  readonly Action: string | readonly string[]
  readonly Resource?: string | readonly string[]
  readonly Condition?: object
}

export const policyOf = (...statements: readonly Allowed[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({ Effect: 'Allow', Resource: '*', ...statement })),
  })

/** A user with exactly these permissions by identity. */
export async function newUser(
  server: TestServer,
  admin: Clients,
  name: string,
  ...statements: readonly Allowed[]
): Promise<{ readonly arn: string; readonly clients: Clients; readonly accessKeyId: string }> {
  const { User } = await admin.iam.createUser({ UserName: name })
  if (statements.length > 0) {
    await admin.iam.putUserPolicy({
      UserName: name,
      PolicyName: 'test',
      PolicyDocument: policyOf(...statements),
    })
  }
  const { AccessKey } = await admin.iam.createAccessKey({ UserName: name })
  const credentials = {
    accessKeyId: AccessKey?.AccessKeyId as string,
    secretAccessKey: AccessKey?.SecretAccessKey as string,
  }
  return {
    arn: User?.Arn as string,
    clients: clientsFor({ ...server, credentials }),
    accessKeyId: credentials.accessKeyId,
  }
}

/** How a call ends: its error's name and message, or null when it succeeded. */
export async function failureOf(call: Promise<unknown>): Promise<{ name: string; message: string } | null> {
  try {
    await call
    return null
  } catch (error) {
    const { name, message } = error as Error
    return { name, message }
  }
}
