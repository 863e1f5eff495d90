/** Credentials and endpoints of a run of `keyhold fix`: to plan with, or to apply with. */

import { type Api, ApiError } from '../api.ts'
import type { AccountApi } from '../engine/account-api.ts'
import { findAccess } from '../engine/accounts.ts'
import { loadEndpoints } from '../engine/endpoints.ts'
import type { AccountSource } from '../engine/scan-account.ts'
import { createSlots } from '../engine/slots.ts'
import { createTraffic } from '../engine/traffic.ts'
import { SetupError, UsageError } from '../engine/usage-error.ts'
import { sts } from '../services.ts'

export interface SessionOptions {
  readonly profile: string | null
  readonly endpointUrl: string | null
  readonly region: string | null
  /** Accounts besides the caller's own, entered through `role`. */
  readonly accounts: readonly string[]
  readonly role: string | null
  readonly externalId: string | null
  readonly allow: 'reads' | 'writes'
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly now: () => number
}

export interface Session {
  /** ARN of the caller. */
  readonly caller: string
  readonly account: string
  readonly region: string
  /** Null: AWS's own. */
  readonly endpoint: string | null
  /** @throws {ApiError} when the account cannot be entered. */
  api(account: string, region: string): Promise<Api>
  close(): void
}

/** @throws SetupError when the credentials do not work. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { profile, endpointUrl, environment, region, now } = options
  const endpoints = await loadEndpoints({ url: endpointUrl, byService: {}, profile, environment })
  const access = await findAccess({
    ...options,
    endpoints,
    organization: false,
    regions: region === null ? [] : [region],
    regionFallback: null,
    calls: {
      rates: {},
      traffic: createTraffic(),
      slots: createSlots(16),
      signal: new AbortController().signal,
      now,
    },
    note: () => {},
  })
  const sources = new Map(access.sources.map((source) => [source.account.id, source]))
  const opened = new Map<string, Promise<AccountApi>>()
  const enter = (account: string): Promise<AccountApi> => {
    const known = opened.get(account)
    if (known !== undefined) return known
    const entered = open(sources.get(account), account)
    entered.catch(() => {})
    opened.set(account, entered)
    return entered
  }
  const api = async (account: string, where: string) => (await enter(account)).in(where)
  const home = region ?? access.homeRegion
  return {
    caller: await callerOf(await api(access.sources[0]?.account.id ?? access.account, home)),
    account: access.account,
    region: home,
    endpoint: endpoints.common,
    api,
    close() {
      for (const each of opened.values())
        each.then(
          (apis) => apis.close(),
          () => {},
        )
    },
  }
}

async function open(source: AccountSource | undefined, account: string): Promise<AccountApi> {
  if (source === undefined) throw new ApiError('denied', 'NoRoleForAccount', `sts:AssumeRole in ${account}`)
  return (await source.open()).apis
}

async function callerOf(api: Api): Promise<string> {
  const { Arn } = await api.call(sts, 'GetCallerIdentity', (client) => client.getCallerIdentity({}))
  if (Arn === undefined) throw new SetupError('GetCallerIdentity does not say who calls.')
  return Arn
}

/**
 * Who reads all day should not be able to write. On this machine's own server, where there is often one administrator and
 * nobody else, it is allowed.
 *
 * @param plannedBy ARN; null: not known. @throws UsageError
 */
export function requireOtherCaller(
  plannedBy: string | null,
  { caller, endpoint }: Pick<Session, 'caller' | 'endpoint'>,
): void {
  if (plannedBy === null || isLoopback(endpoint) || roleOf(plannedBy) !== roleOf(caller)) return
  throw new UsageError(
    `${caller} planned this as well: apply with credentials of their own (--profile), or say --same-credentials.`,
  )
}

/** Sessions of one role differ only in their last part. */
function roleOf(arn: string): string {
  return arn.includes(':assumed-role/') ? arn.split('/').slice(0, 2).join('/') : arn
}

function isLoopback(endpoint: string | null): boolean {
  if (endpoint === null || !URL.canParse(endpoint)) return false
  const { hostname } = new URL(endpoint)
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}
