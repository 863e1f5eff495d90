import type { Api } from '../api.ts'
import type { Resource } from '../resource.ts'
import type { ScanIndex } from '../scan-index.ts'
import { here } from './here.ts'

/** The account in this region, for what is set once in a region or is missing from it. Type as AWS Config and Security Hub call it. */
export function accountResource<Facts>(api: Api, facts: Facts): Resource<Facts> {
  return here(api, { uid: rootArn(api), type: 'AWS::::Account', name: api.account, facts })
}

/** @param at ms since the epoch. */
export function indexedAccount({ account, partition, region }: ScanIndex, at: number): Resource {
  return {
    uid: rootArn({ account, partition }),
    type: 'AWS::::Account',
    name: account,
    account,
    partition,
    region,
    facts: undefined,
    at,
  }
}

function rootArn({ partition, account }: Pick<Api, 'partition' | 'account'>): string {
  return `arn:${partition}:iam::${account}:root`
}
