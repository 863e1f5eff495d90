/** What is measured: a server of our own, started for it, or any other endpoint. */

import { KMS } from '@aws-sdk/client-kms'
import { startChildServer } from '../src/cli/child-server.ts'
import type { SigningKey } from './sign.ts'

export interface Target {
  readonly endpoint: URL
  readonly region: string
  readonly credentials: Pick<SigningKey, 'accessKeyId' | 'secretAccessKey' | 'sessionToken'>
  /** Whether it is a server of this repository, with data services beside KMS. */
  readonly own: boolean
  stop(): Promise<void>
}

/** A new Keyhold in a temporary folder, on a free port, that answers calls with so many processes. */
export async function startTarget(workers: number): Promise<Target> {
  const server = await startChildServer({ KEYHOLD_LOG: 'warn', KEYHOLD_WORKERS: String(workers) })
  return {
    endpoint: new URL(server.endpoint),
    region: server.region,
    credentials: server.credentials,
    own: true,
    stop: async () => {
      await server.stop()
      server.remove()
    },
  }
}

/** Another endpoint, with credentials and region from the environment or the profile, as every AWS tool finds them. */
export async function otherTarget(url: string): Promise<Target> {
  const client = new KMS({ endpoint: url })
  const [region, credentials] = await Promise.all([client.config.region(), client.config.credentials()])
  return { endpoint: new URL(url), region, credentials, own: false, stop: async () => client.destroy() }
}
