/** A worker's part in `/metrics`: any worker may be asked, and the answer speaks for all. */

import type { Registry } from 'prom-client'
import type { Channel } from './channel.ts'

export interface Scraper {
  /** What all workers measured. @throws when the keeper does not answer in time. */
  scrape(): Promise<string>
  /** The keeper wants what this worker measured. */
  measure(id: number): void
  scraped(id: number, text: string | null): void
}

const scrapeMsMax = 5_000

export function createScraper(channel: Channel, registry: Registry): Scraper {
  const waiting = new Map<number, (text: string | null) => void>()
  let lastId = 0
  return {
    async scrape() {
      lastId += 1
      const id = lastId
      const { promise, resolve } = Promise.withResolvers<string | null>()
      waiting.set(id, resolve)
      const timer = setTimeout(() => resolve(null), scrapeMsMax)
      channel.send({ kind: 'scrape', id })
      const text = await promise
      clearTimeout(timer)
      waiting.delete(id)
      if (text === null) throw new Error('the metrics of all workers cannot be gathered')
      return text
    },
    measure: (id) => {
      void registry.getMetricsAsJSON().then((metrics) => channel.send({ kind: 'measured', id, metrics }))
    },
    scraped: (id, text) => waiting.get(id)?.(text),
  }
}
