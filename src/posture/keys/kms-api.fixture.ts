/** An Api that knows only KMS and is answered in memory; counts what is asked. */

import type { DescribeKeyCommandOutput, KeyMetadata, ListAliasesCommandOutput } from '@aws-sdk/client-kms'
import { type Api, ApiError } from '../api.ts'
import { apiErrorOf } from '../engine/api-error-of.ts'

export interface KmsApi {
  readonly api: Api
  /** `us-east-1 DescribeKey arn:…` */
  readonly asked: readonly string[]
}

export interface KnownKeys {
  /** By ARN: what DescribeKey answers, or the error's name. */
  readonly keys: Readonly<Record<string, Partial<KeyMetadata> | string>>
  /** Name with `alias/` to key id; null: without a key. An error's name: they cannot be listed. */
  readonly aliases?: Readonly<Record<string, string | null>> | string
}

export const here = { partition: 'aws', region: 'us-east-1', account: '111122223333' } as const

export function kmsApi({ keys, aliases = {} }: KnownKeys): KmsApi {
  const asked: string[] = []
  const fail = (name: string) => {
    throw Object.assign(new Error(name), { name, $metadata: { httpStatusCode: 400 } })
  }
  const clientIn = (region: string) => ({
    describeKey: async ({ KeyId = '' }): Promise<Partial<DescribeKeyCommandOutput>> => {
      asked.push(`${region} DescribeKey ${KeyId}`)
      const known = keys[KeyId]
      if (known === undefined) return fail('NotFoundException')
      if (typeof known === 'string') return fail(known)
      return { KeyMetadata: { KeyId, Arn: KeyId, ...known } }
    },
    listAliases: async ({ Marker }: { Marker?: string }): Promise<Partial<ListAliasesCommandOutput>> => {
      asked.push(`${region} ListAliases`)
      if (typeof aliases === 'string') return fail(aliases)
      const all = Object.entries(aliases).map(([AliasName, id]) => ({
        AliasName,
        ...(id !== null && { TargetKeyId: id }),
      }))
      // Two pages.
      return Marker === undefined && all.length > 1
        ? { Aliases: all.slice(0, 1), NextMarker: 'more', Truncated: true }
        : { Aliases: Marker === undefined ? all : all.slice(1), Truncated: false }
    },
    listResourceTags: async ({ KeyId = '' }) => {
      asked.push(`${region} ListResourceTags ${KeyId}`)
      return { Tags: [{ TagKey: 'owner', TagValue: 'us' }] }
    },
  })
  const regions = new Map<string, Api>()
  const apiIn = (region: string): Api => {
    const known = regions.get(region)
    if (known !== undefined) return known
    const onces = new Map<string, Promise<unknown>>()
    const api: Api = {
      ...here,
      region,
      now: () => 0,
      async call(_service, operation, send) {
        try {
          return await send(clientIn(region) as unknown as Parameters<typeof send>[0])
        } catch (error) {
          if (error instanceof ApiError) throw error
          throw apiErrorOf(error, `kms:${operation}`, { isSelfHosted: false, isProven: true })
        }
      },
      once<T>(name: string, work: () => Promise<T>) {
        const result = onces.get(name) ?? work()
        onces.set(name, result)
        return result as Promise<T>
      },
      in: apiIn,
    }
    regions.set(region, api)
    return api
  }
  return { api: apiIn(here.region), asked }
}

/** A customer's key that works, unless the metadata say otherwise. */
export function customerKey(metadata: Partial<KeyMetadata> = {}): Partial<KeyMetadata> {
  return {
    KeyManager: 'CUSTOMER',
    KeyState: 'Enabled',
    KeySpec: 'SYMMETRIC_DEFAULT',
    KeyUsage: 'ENCRYPT_DECRYPT',
    Origin: 'AWS_KMS',
    ...metadata,
  }
}
