/** From profile, role and options to the accounts that are scanned, each entered when its turn comes. */

import { fromNodeProviderChain } from '@aws-sdk/credential-providers'
import { loadConfig, NODE_REGION_CONFIG_FILE_OPTIONS, NODE_REGION_CONFIG_OPTIONS } from '@smithy/core/config'
import { type Api, ApiError } from '../api.ts'
import type { FindingAccount } from '../finding.ts'
import { sts } from '../services.ts'
import { type AccountApi, type AccountApiOptions, createAccountApi } from './account-api.ts'
import { assumedRole } from './assumed-role.ts'
import type { Endpoints } from './endpoints.ts'
import { organizationAccounts } from './organization.ts'
import { enabledRegions } from './regions.ts'
import type { AccountSource } from './scan-account.ts'
import { SetupError, UsageError } from './usage-error.ts'

export interface AccessOptions {
  readonly profile: string | null
  readonly endpoints: Endpoints
  /** 12 digits each; empty: the caller's own, or the organization's. */
  readonly accounts: readonly string[]
  readonly organization: boolean
  /** Name or ARN of the role to assume in other accounts. */
  readonly role: string | null
  readonly externalId: string | null
  /** Empty: the profile's. */
  readonly regions: readonly string[] | 'all'
  /** Where the enabled ones cannot be listed. */
  readonly regionFallback: readonly string[] | null
  /** Default `reads`; `writes` is for applying fixes alone. */
  readonly allow?: AccountApiOptions['allow']
  /** Of every account's Api. */
  readonly calls: Pick<AccountApiOptions, 'rates' | 'traffic' | 'slots' | 'signal' | 'now' | 'reach'>
  note(sentence: string): void
}

export interface Access {
  readonly sources: readonly AccountSource[]
  /** The caller's own. */
  readonly account: string
  readonly partition: string
  readonly homeRegion: string
  readonly isSelfHosted: boolean
}

/** @throws SetupError when the credentials do not work or no region is known, UsageError for options that do not go together */
export async function findAccess(options: AccessOptions): Promise<Access> {
  const homeRegion = await homeRegionOf(options)
  const credentials = sharedCredentials(options.profile)
  const isSelfHosted = options.endpoints.of(sts) !== null || options.endpoints.common !== null
  const bootstrap = createAccountApi({
    ...options.calls,
    account: '',
    partition: 'aws',
    homeRegion,
    credentials,
    endpoints: options.endpoints,
    allow: 'reads',
  })
  try {
    const caller = await identify(bootstrap.in(homeRegion))
    const base: Base = { ...caller, homeRegion, credentials, isSelfHosted, options }
    const sources = await sourcesOf(base, bootstrap.in(homeRegion))
    return { sources, ...caller, homeRegion, isSelfHosted }
  } finally {
    bootstrap.close()
  }
}

interface Base {
  readonly account: string
  readonly partition: string
  readonly homeRegion: string
  readonly credentials: unknown
  readonly isSelfHosted: boolean
  readonly options: AccessOptions
}

async function homeRegionOf({ regions, profile }: AccessOptions): Promise<string> {
  if (regions !== 'all' && regions[0] !== undefined) return regions[0]
  const load = loadConfig(NODE_REGION_CONFIG_OPTIONS, {
    ...NODE_REGION_CONFIG_FILE_OPTIONS,
    ...(profile !== null && { profile }),
  })
  const region = await load().catch(() => '')
  if (region === '')
    throw new SetupError("No region is configured: give --region, or set AWS_REGION or the profile's region.")
  return region
}

/** One provider for all clients, so that a profile's role is assumed once. */
function sharedCredentials(profile: string | null): () => Promise<unknown> {
  const provider = fromNodeProviderChain(profile === null ? {} : { profile })
  let current: Promise<{ readonly expiration?: Date }> | null = null
  return async () => {
    const known = await current?.catch(() => null)
    const isFresh =
      known != null && (known.expiration?.getTime() ?? Number.POSITIVE_INFINITY) - Date.now() > 300_000
    if (!isFresh) current = provider()
    return current
  }
}

async function identify(api: Api): Promise<{ readonly account: string; readonly partition: string }> {
  try {
    const answer = await api.call(sts, 'GetCallerIdentity', (client) => client.getCallerIdentity({}))
    return { account: answer.Account ?? '', partition: answer.Arn?.split(':')[1] ?? 'aws' }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const cause = error.cause instanceof Error ? error.cause.message : ''
    throw new SetupError(`The credentials do not work: ${error.code}${cause === '' ? '' : ` (${cause})`}`)
  }
}

async function sourcesOf(base: Base, api: Api): Promise<AccountSource[]> {
  const { accounts, organization, role } = base.options
  const own = { id: base.account, name: null, ouPath: null, organizationId: null }
  if (accounts.length === 0 && !organization) return [sourceOf(base, own)]
  const members = organization ? await membersOf(api) : []
  const wanted =
    accounts.length === 0
      ? members
      : accounts.map((id) => members.find((member) => member.id === id) ?? { ...own, id })
  if (role === null && wanted.some(({ id }) => id !== base.account))
    throw new UsageError('Other accounts are entered through a role: give --role NAME.')
  return wanted.map((account) => sourceOf(base, account))
}

async function membersOf(api: Api): Promise<FindingAccount[]> {
  try {
    return await organizationAccounts(api)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw new SetupError(
      `The organization's accounts cannot be listed: ${error.operation} answered ${error.code}.`,
    )
  }
}

function sourceOf(base: Base, account: FindingAccount): AccountSource {
  const { partition, homeRegion, options, isSelfHosted } = base
  const credentials = account.id === base.account ? base.credentials : roleCredentials(base, account.id)
  return {
    account,
    partition,
    homeRegion,
    async open() {
      // Shows at once whether the role can be assumed.
      if (typeof credentials === 'function') await credentials()
      const apis: AccountApi = createAccountApi({
        ...options.calls,
        account: account.id,
        partition,
        homeRegion,
        credentials,
        endpoints: options.endpoints,
        allow: options.allow ?? 'reads',
      })
      return {
        apis,
        partition,
        homeRegion,
        regions: await regionsOf(apis.in(homeRegion), options, isSelfHosted),
      }
    },
  }
}

async function regionsOf(
  api: Api,
  options: AccessOptions,
  isSelfHosted: boolean,
): Promise<readonly string[]> {
  if (options.regions !== 'all') return options.regions.length === 0 ? [api.region] : options.regions
  const { regions, note } = await enabledRegions(api, { fallback: options.regionFallback, isSelfHosted })
  if (note !== null) options.note(note)
  return regions
}

function roleCredentials({ partition, homeRegion, credentials, options }: Base, account: string) {
  const { role, externalId, endpoints, calls } = options
  const name = role ?? ''
  const roleArn = name.startsWith('arn:')
    ? name.replace(/::\d*:/, `::${account}:`)
    : `arn:${partition}:iam::${account}:role/${name}`
  return assumedRole({ roleArn, externalId, region: homeRegion, endpoints, credentials, now: calls.now })
}
