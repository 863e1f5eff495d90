/** What the keeper and its workers say to each other, over the channel that each worker's process was started with. */

import { createSecretKey } from 'node:crypto'
import type { MetricObjectWithValues, MetricValue } from 'prom-client'
import type { Seal } from '../../rootkey/seal.ts'

export type ToWorker =
  /** Connections may come; after `open` when the server is open. */
  | { readonly kind: 'listen' }
  | { readonly kind: 'open'; readonly seal: SealOnTheWay }
  /** Calls in flight finish, then the process ends. */
  | { readonly kind: 'stop' }
  | { readonly kind: 'measure'; readonly id: number }
  | { readonly kind: 'scraped'; readonly id: number; readonly text: string | null }

export type FromWorker =
  /** It has its database and hears its keeper. */
  | { readonly kind: 'prepared' }
  | { readonly kind: 'listening'; readonly url: string }
  | { readonly kind: 'serving' }
  /** It ends now; for a reason that its operator can act on, when there is a message. */
  | { readonly kind: 'failed'; readonly reason: string | null }
  | { readonly kind: 'measured'; readonly id: number; readonly metrics: MetricsAsJson }
  | { readonly kind: 'scrape'; readonly id: number }

export type MetricsAsJson = readonly MetricObjectWithValues<MetricValue<string>>[]

/** A seal with its key as bytes: a KeyObject does not travel between processes. */
export type SealOnTheWay = Omit<Seal, 'key'> & { readonly key: Uint8Array }

export function sendable(seal: Seal): SealOnTheWay {
  return { ...seal, key: seal.key.export() }
}

/** Wipes the bytes. */
export function received(seal: SealOnTheWay): Seal {
  const key = createSecretKey(seal.key)
  seal.key.fill(0)
  return { ...seal, key }
}
