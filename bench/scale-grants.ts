/** A key with one grant beside a key with as many as a key may have. */

import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam'
import { KMS } from '@aws-sdk/client-kms'
import { type ChildServer, startChildServer } from '../src/cli/child-server.ts'
import { fillGrants, grantContext } from './fill.ts'
import type { LoadResult } from './load.ts'
import type { Load } from './processes.ts'
import {
  type FlatnessMeasure,
  flatnessOf,
  type GrantsMeasure,
  measureFlatness,
  type ScaleBenchOptions,
} from './scale.ts'
import { type SigningKey, signedRequest } from './sign.ts'

/** Grants made and retired in a round: few enough that the key with one stays a key with few. */
const changesPerRound = 50
const requestCount = 2000

interface Grantee {
  readonly id: string
  readonly credentials: Pick<SigningKey, 'accessKeyId' | 'secretAccessKey'>
}

interface GrantKey {
  readonly arn: string
  readonly grants: number
  /** By the number of the grant whose context it needs, base64. */
  readonly blobs: ReadonlyMap<number, string>
}

export async function benchGrants(
  folder: string,
  load: Load,
  options: ScaleBenchOptions,
): Promise<GrantsMeasure> {
  const first = await startChildServer({ KEYHOLD_DATA: folder })
  const grantee = await newGrantee(first)
  const few = await newGrantKey(first, 1)
  const many = await newGrantKey(first, options.grants)
  await first.stop()
  for (const { arn: keyArn, grants: count } of [few, many]) {
    const { accountId, region } = first
    await fillGrants(folder, { accountId, region, keyArn, count, granteeId: grantee.id })
  }
  const server = await startChildServer({ KEYHOLD_DATA: folder })
  try {
    const bench = { server, load, options, grantee, few, many }
    return {
      few: few.grants,
      many: many.grants,
      operations: [await decryptByGrant(bench), await listGrants(bench), ...(await changeGrants(bench))],
    }
  } finally {
    await server.stop()
  }
}

interface GrantsBench {
  readonly server: ChildServer
  readonly load: Load
  readonly options: ScaleBenchOptions
  readonly grantee: Grantee
  readonly few: GrantKey
  readonly many: GrantKey
}

/** A user who may do nothing but by grants. */
async function newGrantee({ endpoint, region, credentials }: ChildServer): Promise<Grantee> {
  const client = new IAMClient({ endpoint, region, credentials })
  const { User } = await client.send(new CreateUserCommand({ UserName: 'bench' }))
  const { AccessKey } = await client.send(new CreateAccessKeyCommand({ UserName: 'bench' }))
  client.destroy()
  return {
    id: User?.UserId ?? '',
    credentials: {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    },
  }
}

async function newGrantKey(server: ChildServer, grants: number): Promise<GrantKey> {
  const client = new KMS(server)
  const { KeyMetadata } = await client.createKey({ Description: 'bench' })
  const arn = KeyMetadata?.Arn ?? ''
  // Those of the grantee, evenly.
  const step = Math.max(2, 2 * Math.floor(grants / 2 / requestCount))
  const blobs = new Map<number, string>()
  for (let number = 0; number < grants; number += step) {
    const Plaintext = Buffer.alloc(32, 1)
    const { CiphertextBlob } = await client.encrypt({
      KeyId: arn,
      Plaintext,
      EncryptionContext: grantContext(number),
    })
    blobs.set(number, Buffer.from(CiphertextBlob ?? []).toString('base64'))
  }
  client.destroy()
  return { arn, grants, blobs }
}

/** Each call needs the one grant that is for its encryption context. */
function decryptByGrant({
  server,
  load,
  options,
  grantee,
  few,
  many,
}: GrantsBench): Promise<FlatnessMeasure> {
  const requests = ({ blobs }: GrantKey) => {
    const bodies = [...blobs].map(([number, blob]) => ({
      CiphertextBlob: blob,
      EncryptionContext: grantContext(number),
    }))
    return () => signed(server, 'Decrypt', bodies, grantee.credentials)
  }
  const endpoints = [server.endpoint, server.endpoint] as const
  return measureFlatness('Decrypt by the grantee', load, endpoints, [requests(few), requests(many)], options)
}

/** One grant a page: else the page itself would be what differs. */
function listGrants({ server, load, options, few, many }: GrantsBench): Promise<FlatnessMeasure> {
  const requests =
    ({ arn }: GrantKey) =>
    () =>
      signed(server, 'ListGrants', [{ KeyId: arn, Limit: 1 }])
  const endpoints = [server.endpoint, server.endpoint] as const
  return measureFlatness('ListGrants', load, endpoints, [requests(few), requests(many)], options)
}

/** Grants are made and retired again, so that their number stays. */
async function changeGrants(bench: GrantsBench): Promise<FlatnessMeasure[]> {
  const { few, many, options } = bench
  const created: [LoadResult[], LoadResult[]] = [[], []]
  const retired: [LoadResult[], LoadResult[]] = [[], []]
  for (let round = -1; round < options.rounds; round++) {
    for (const side of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      const key = side === 0 ? few : many
      const { creation, retirement } = await changeOnce(bench, key)
      // The first round warms up.
      if (round < 0) continue
      created[side].push(creation)
      retired[side].push(retirement)
    }
  }
  return [flatnessOf('CreateGrant', ...created), flatnessOf('RetireGrant', ...retired)]
}

async function changeOnce({ server, load }: GrantsBench, { arn, grants }: GrantKey) {
  const run = async (operation: string, bodies: readonly object[]) => {
    const requests = signed(server, operation, bodies)
    const job = { endpoint: server.endpoint, requests, connections: 1, seconds: 0, once: true }
    const result = await load.run(job)
    if (result.failures > 0) throw new Error(`${operation}: ${result.firstFailure}`)
    return result
  }
  const creation = await run(
    'CreateGrant',
    Array.from({ length: changesPerRound }, (_, index) => ({
      KeyId: arn,
      GranteePrincipal: `arn:aws:iam::${server.accountId}:user/bench`,
      Operations: ['Encrypt', 'Decrypt'],
      Constraints: { EncryptionContextEquals: grantContext(grants + index) },
    })),
  )
  const ids = creation.bodies.map((body) => (JSON.parse(body) as { GrantId: string }).GrantId)
  const retirement = await run(
    'RetireGrant',
    ids.map((GrantId) => ({ KeyId: arn, GrantId })),
  )
  return { creation, retirement }
}

/** The administrator's, unless somebody else's credentials are given. */
function signed(
  server: ChildServer,
  operation: string,
  bodies: readonly object[],
  credentials: Grantee['credentials'] = server.credentials,
): Buffer[] {
  const key = { ...credentials, region: server.region, service: 'kms' }
  const time = new Date()
  return bodies.map((body) =>
    signedRequest(key, new URL(server.endpoint), `TrentService.${operation}`, JSON.stringify(body), time),
  )
}
