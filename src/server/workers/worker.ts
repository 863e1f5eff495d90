/**
 * A process that answers calls beside others, on one listener and one database. It is a node like any other (an epoch lease
 * and a trail chain of its own), but what happens once a server is the keeper's: the data folder's lock, the seal, the
 * accounts, the operator's socket.
 */

import type { Logger } from 'pino'
import type { Listener } from '../../gateway/listener.ts'
import { openRootKey } from '../../rootkey/open-root-key.ts'
import type { Seal } from '../../rootkey/seal.ts'
import type { Storage } from '../../storage/storage.ts'
import type { Config } from '../config.ts'
import { layFoundation, openConfiguredStorage } from '../foundation.ts'
import { createFront, type Front } from '../front.ts'
import { type Foundation, type House, openHouse, warm } from '../house.ts'
import { openListener } from '../open-listener.ts'
import type { Channel } from './channel.ts'
import { connectionsOfEach } from './connections.ts'
import { received } from './messages.ts'
import { createScraper, type Scraper } from './scraper.ts'

export interface Worker {
  /** In-flight calls finish, everything acknowledged is on disk. */
  close(): Promise<void>
}

/** @param onFailure hears why it cannot be opened; it is to be closed then */
export async function startWorker(
  config: Config,
  log: Logger,
  channel: Channel,
  onFailure: (error: unknown) => void,
): Promise<Worker> {
  const storage = await openConfiguredStorage(config, log, {
    share: 'member',
    connectionsMax: connectionsOfEach(config.workers),
  })
  const foundation = layFoundation(storage, config, log)
  const { metrics } = foundation
  const front = createFront()
  const scraper = createScraper(channel, metrics.registry)
  const opened: { house?: Promise<House<void>>; listener?: Listener } = {}
  const mayListen = Promise.withResolvers<void>()
  channel.listen((message) => {
    if (message.kind === 'open') {
      opened.house ??= enter(foundation, front, received(message.seal))
      opened.house.then(() => channel.send({ kind: 'serving' }), onFailure)
    }
    if (message.kind === 'listen') mayListen.resolve()
    if (message.kind === 'measure') scraper.measure(message.id)
    if (message.kind === 'scraped') scraper.scraped(message.id, message.text)
  })
  try {
    channel.send({ kind: 'prepared' })
    await mayListen.promise
    // Who is started while the server is open takes no connection before it can answer.
    await opened.house?.catch(() => undefined)
    opened.listener = await listenAs(foundation, front, scraper)
    channel.send({ kind: 'listening', url: opened.listener.url })
  } catch (error) {
    await closeAll(storage, foundation, opened)
    throw error
  }
  let closing: Promise<void> | null = null
  return {
    close: () => {
      closing ??= closeAll(storage, foundation, opened)
      return closing
    },
  }
}

function listenAs(foundation: Foundation, front: Front, scraper: Scraper): Promise<Listener> {
  return openListener(foundation, front, {
    contentType: foundation.metrics.registry.contentType,
    text: () => scraper.scrape(),
  })
}

async function enter(foundation: Foundation, front: Front, seal: Seal): Promise<House<void>> {
  const { storage, now, log } = foundation
  const rootKey = await openRootKey({ storage, seal, now })
  const house = await openHouse(foundation, rootKey, async () => undefined)
  front.open(house.gateway)
  warm(house, log)
  return house
}

async function closeAll(
  storage: Storage,
  { trail, log }: Foundation,
  opened: { house?: Promise<House<void>>; listener?: Listener },
): Promise<void> {
  await opened.listener?.close()
  await (await opened.house?.catch(() => undefined))?.close()
  await trail.flush()
  await storage.close()
  log.flush()
}
