/**
 * The hash chain: each row's hash covers the previous row's hash and its own record, so that no record can be changed,
 * removed or put between others without breaking every hash after it. The last hash of a chain stands for all of it.
 */

import { hash } from 'node:crypto'
import type { TrailEventRow } from '../storage/storage.ts'
import type { TrailEvent } from './record.ts'

export interface ChainTip {
  /** 0 before the first event. */
  readonly sequence: number
  /** SHA-256, hex. */
  readonly hash: string
}

/** Where a chain starts; bound to its id, so that a chain cannot pass for another one. */
export function genesis(chainId: string): ChainTip {
  return { sequence: 0, hash: hash('sha256', `keyhold/trail/1\n${chainId}`, 'hex') }
}

/** The previous hash always has 64 characters, so the two parts cannot run into each other. */
export function chainHash(previousHash: string, record: string): string {
  return hash('sha256', previousHash + record, 'hex')
}

/** Gives the events their places after `tip`, in order. */
export function chainRows(
  chainId: string,
  tip: ChainTip,
  events: readonly TrailEvent[],
): { rows: TrailEventRow[]; tip: ChainTip } {
  let { sequence, hash: last } = tip
  const rows = events.map((event) => {
    sequence += 1
    last = chainHash(last, event.record)
    return row(chainId, sequence, last, event)
  })
  return { rows, tip: { sequence, hash: last } }
}

function row(chainId: string, sequence: number, rowHash: string, event: TrailEvent): TrailEventRow {
  return {
    chain_id: chainId,
    sequence,
    event_id: event.eventId,
    event_time: event.eventTime,
    account_id: event.accountId,
    region: event.region,
    event_source: event.eventSource,
    event_name: event.eventName,
    read_only: event.readOnly ? 1 : 0,
    user_name: event.userName,
    access_key_id: event.accessKeyId,
    category: event.category,
    resources: resourcesText(event.resources),
    record: event.record,
    hash: rowHash,
  }
}

/** Type and name of each resource once, as lookups read them. */
export function resourcesText(resources: TrailEvent['resources']): string {
  if (resources.length === 0) return '[]'
  if (resources.length === 1) return JSON.stringify(resources.map(({ type, arn }) => [type, arn]))
  const distinct = new Map(resources.map(({ type, arn }) => [`${type} ${arn}`, [type, arn]]))
  return JSON.stringify([...distinct.values()])
}
