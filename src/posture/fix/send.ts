/** Sends a planned call: the only place where a name from a plan becomes a call. */

import type { Api, AwsService } from '../api.ts'
import * as services from '../services.ts'
import type { PlannedCall } from './fix.ts'

const byId: ReadonlyMap<string, AwsService<unknown>> = new Map(
  Object.values(services).map((service) => [service.id, service as AwsService<unknown>]),
)

/** @throws Error when there is no such service. */
export function getService(id: string): AwsService<unknown> {
  const service = byId.get(id)
  if (service === undefined) throw new Error(`There is no service ${id}.`)
  return service
}

type Method = (input: object) => Promise<object>

/**
 * Whether the operation is one that may be sent is for the caller to know: plans are checked against their rules'
 * lists when they are read. @throws {ApiError}
 */
export async function send(api: Api, { service, operation, input }: PlannedCall): Promise<object> {
  return await api.call(getService(service), operation, (client) =>
    // A copy: S3's client writes defaults into what it is given, and the plan stays what was reviewed.
    methodOf(client, operation)(structuredClone(input)),
  )
}

function methodOf(client: unknown, operation: string): Method {
  const name = `${operation.charAt(0).toLowerCase()}${operation.slice(1)}`
  const method = (client as Readonly<Record<string, unknown>>)[name]
  if (typeof method !== 'function') throw new Error(`The client has no operation ${operation}.`)
  return method.bind(client) as Method
}

/** IAM names some operations otherwise: "Actions defined by Amazon S3" of the Service Authorization Reference. */
const iamNames: Readonly<Record<string, string>> = {
  's3:PutBucketEncryption': 's3:PutEncryptionConfiguration',
  's3:GetBucketEncryption': 's3:GetEncryptionConfiguration',
  's3:ListBuckets': 's3:ListAllMyBuckets',
  's3:GetBucketReplication': 's3:GetReplicationConfiguration',
  's3:PutBucketReplication': 's3:PutReplicationConfiguration',
}

/** @param operation `bedrock-agent:UpdateAgent`; answers `bedrock:UpdateAgent`. */
export function iamActionOf(operation: string): string {
  const at = operation.indexOf(':')
  const { iamPrefix } = getService(operation.slice(0, at))
  return iamNames[operation] ?? `${iamPrefix}:${operation.slice(at + 1)}`
}
