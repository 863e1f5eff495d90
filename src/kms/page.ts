/** Pages of a listing. Markers are sealed and bound to the listing they came from: they can be neither read nor moved. */

import type { Call } from '../call/call.ts'
import { RootKeyError } from '../rootkey/rootkey.ts'
import { invalidMarker } from './errors.ts'
import type { Kms } from './kms.ts'

export interface PageRequest {
  readonly Limit?: number | undefined
  readonly Marker?: string | undefined
}

export interface PageRule {
  readonly default: number
  readonly max: number
  /** What the listing is about besides caller account and operation: a key ARN, filters. */
  readonly scope?: readonly string[]
}

export interface Page<Item> {
  readonly items: readonly Item[]
  readonly Truncated: boolean
  readonly NextMarker?: string
}

export interface Positioned<Item> {
  readonly item: Item
  /** Where the listing goes on after this item. */
  readonly position: string
}

/**
 * One page. `fetch` gets the position to go on after (null at the start) and how many items to look for, which is one more
 * than the page holds. A `Limit` beyond the operation's maximum gives pages of the maximum.
 * @throws InvalidMarkerException
 */
export async function page<Item>(
  kms: Kms,
  call: Call,
  request: PageRequest,
  rule: PageRule,
  fetch: (after: string | null, count: number) => Promise<readonly Positioned<Item>[]>,
): Promise<Page<Item>> {
  const size = Math.min(request.Limit ?? rule.default, rule.max)
  const binding = {
    purpose: 'page-token',
    identity: ['kms', call.operation, call.principal.accountId, call.region, ...(rule.scope ?? [])],
  }
  const after = request.Marker === undefined ? null : openMarker(kms, binding, request.Marker)
  const found = await fetch(after, size + 1)
  const shown = found.slice(0, size)
  const items = shown.map((positioned) => positioned.item)
  const last = shown.at(-1)
  if (found.length <= size || last === undefined) return { items, Truncated: false }
  const marker = kms.rootKey.wrap(binding, Buffer.from(last.position, 'utf8'))
  return { items, Truncated: true, NextMarker: Buffer.from(marker).toString('base64') }
}

function openMarker(
  kms: Kms,
  binding: { purpose: string; identity: readonly string[] },
  marker: string,
): string {
  try {
    return kms.rootKey.unwrap(binding, Buffer.from(marker, 'base64')).toString('utf8')
  } catch (error) {
    if (error instanceof RootKeyError) throw invalidMarker()
    throw error
  }
}
