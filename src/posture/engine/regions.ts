/** Which regions an account has enabled. One that is not enabled is never called: some of them do not even answer. */

import { type Api, ApiError } from '../api.ts'
import { pages } from '../collectors/pages.ts'
import { account } from '../services.ts'
import { endsScan } from './ends-scan.ts'

/** Enabled in every account ("Regions and zones", AWS Global Infrastructure). */
const enabledByDefault = [
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
]

export interface EnabledRegions {
  readonly regions: readonly string[]
  /** A sentence when they are guessed. */
  readonly note: string | null
}

/** @param fallback configured; null: AWS's defaults, or the home region of a server of one's own */
export async function enabledRegions(
  api: Api,
  { fallback, isSelfHosted }: { readonly fallback: readonly string[] | null; readonly isSelfHosted: boolean },
): Promise<EnabledRegions> {
  try {
    const names: string[] = []
    const list = pages(async (NextToken) => {
      const answer = await api.call(account, 'ListRegions', (client) =>
        client.listRegions({
          RegionOptStatusContains: ['ENABLED', 'ENABLED_BY_DEFAULT'],
          MaxResults: 50,
          NextToken,
        }),
      )
      return { items: answer.Regions ?? [], next: answer.NextToken }
    })
    for await (const page of list) names.push(...page.flatMap(({ RegionName }) => RegionName ?? []))
    if (names.length > 0) return { regions: names.sort(), note: null }
  } catch (error) {
    if (endsScan(error) || !(error instanceof ApiError)) throw error
  }
  const guessed = fallback ?? (isSelfHosted || api.partition !== 'aws' ? [api.region] : enabledByDefault)
  return {
    regions: guessed,
    note: `account:ListRegions did not say which regions ${api.account} has enabled; scanned: ${guessed.join(', ')}.`,
  }
}
