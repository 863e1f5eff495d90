/** Reads a chain from the log and recomputes it. Needs no secret: anyone with a copy of the log can do it. */

import type { Selectable } from 'kysely'
import type { EventLog, TrailTables } from '../storage/storage.ts'
import { type ChainTip, chainHash, genesis, resourcesText } from './chain.ts'
import type { TrailEvent } from './record.ts'

export type ChainVerdict =
  | { readonly ok: true; readonly events: number; readonly tip: ChainTip }
  | { readonly ok: false; readonly events: number; readonly break: ChainBreak }

export interface ChainBreak {
  readonly sequence: number
  /**
   * `missing`: the sequence has a gap, or ends before `from`. `hash`: the record or one before it was changed.
   * `columns`: the record is genuine, but what it is looked up by was changed. `anchor`: another history than the one that
   * `from` was taken from.
   */
  readonly reason: 'missing' | 'hash' | 'columns' | 'anchor'
}

export interface VerifyOptions {
  /**
   * A tip kept from an earlier verification: only what follows is read, and the chain must still contain it. Without it a
   * cut tail cannot be noticed, for a shorter chain is a whole chain.
   */
  readonly from?: ChainTip
}

type Row = Omit<Selectable<TrailTables['trail_event']>, 'chain_id'>

// Records have at most 256 KB, so a page has at most 25 MB.
const pageRows = 100

/** Verifies a chain to its end, or to its first break. Constant memory. */
export async function verifyChain(
  reader: EventLog['reader'],
  chainId: string,
  { from }: VerifyOptions = {},
): Promise<ChainVerdict> {
  let tip = from ?? genesis(chainId)
  let events = 0
  if (from !== undefined && !(await contains(reader, chainId, from))) {
    return { ok: false, events, break: { sequence: from.sequence, reason: 'anchor' } }
  }
  for (;;) {
    const page = await readPage(reader, chainId, tip.sequence)
    for (const row of page) {
      const reason = breakAt(row, tip)
      if (reason !== null) return { ok: false, events, break: { sequence: tip.sequence + 1, reason } }
      tip = { sequence: tip.sequence + 1, hash: row.hash }
      events += 1
    }
    if (page.length < pageRows) return { ok: true, events, tip }
  }
}

async function contains(reader: EventLog['reader'], chainId: string, tip: ChainTip): Promise<boolean> {
  if (tip.sequence === 0) return tip.hash === genesis(chainId).hash
  const row = await reader
    .selectFrom('trail_event')
    .select('hash')
    .where('chain_id', '=', chainId)
    .where('sequence', '=', tip.sequence)
    .executeTakeFirst()
  return row?.hash === tip.hash
}

function readPage(reader: EventLog['reader'], chainId: string, after: number): Promise<Row[]> {
  return reader
    .selectFrom('trail_event')
    .selectAll()
    .where('chain_id', '=', chainId)
    .where('sequence', '>', after)
    .orderBy('sequence')
    .limit(pageRows)
    .execute()
}

function breakAt(row: Row, tip: ChainTip): ChainBreak['reason'] | null {
  if (Number(row.sequence) !== tip.sequence + 1) return 'missing'
  if (chainHash(tip.hash, row.record) !== row.hash) return 'hash'
  return columnsAgree(row) ? null : 'columns'
}

/** A changed column would hide a record from lookups without touching its hash. */
function columnsAgree(row: Row): boolean {
  const record: Record<string, unknown> = JSON.parse(row.record)
  return (
    row.event_id === record.eventID &&
    row.account_id === record.recipientAccountId &&
    row.region === record.awsRegion &&
    row.event_source === record.eventSource &&
    row.event_name === record.eventName &&
    (Number(row.read_only) === 1) === record.readOnly &&
    row.category === record.eventCategory &&
    row.resources === resourcesText(recordedResources(record)) &&
    Math.floor(Number(row.event_time) / 1000) * 1000 === Date.parse(String(record.eventTime))
  )
}

function recordedResources({ resources }: Record<string, unknown>): TrailEvent['resources'] {
  if (!Array.isArray(resources)) return []
  return resources.map(({ accountId, type, ARN }) => ({ accountId, type, arn: ARN }))
}
