import type { Api } from '../api.ts'
import type { Resource } from '../resource.ts'

/** A resource of the account and region that are being read. */
export function here<Facts>(
  api: Api,
  resource: Pick<Resource<Facts>, 'uid' | 'type' | 'name' | 'facts'> & {
    readonly tags?: Readonly<Record<string, string>> | undefined
  },
): Resource<Facts> {
  const { tags, ...rest } = resource
  return {
    ...rest,
    ...(tags !== undefined && { tags }),
    account: api.account,
    partition: api.partition,
    region: api.region,
    at: api.now(),
  }
}

/** An ARN of this account and region, for resources whose API answers none. */
export function arnHere({ partition, region, account }: Api, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`
}

/** Null where the text is no ARN, or of a global service. */
export function arnRegion(arn: string | undefined): string | null {
  return arn?.split(':')[3] || null
}
