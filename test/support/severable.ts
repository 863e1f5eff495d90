/** A TCP relay whose connection to the other side can be lost on purpose. */

import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface Severable {
  /** The given URL, through the relay. */
  readonly url: string
  /** Ends every connection and refuses new ones, as when the other side has died. */
  cut(): void
  /** Keeps every connection open and lets nothing through, as when the network has gone silent. */
  freeze(): void
  heal(): void
  stop(): Promise<void>
}

export async function startSeverable(target: string): Promise<Severable> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let state: 'open' | 'cut' | 'frozen' = 'open'

  const server = createServer((near) => {
    if (state === 'cut') {
      near.destroy()
      return
    }
    const far = connect(Number(port), hostname)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('data', (bytes) => {
        if (state === 'open') to.write(bytes)
      })
      from.on('error', () => {})
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const destroyAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  const url = new URL(target)
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    cut: () => {
      state = 'cut'
      destroyAll()
    },
    freeze: () => {
      state = 'frozen'
    },
    heal: () => {
      // What was swallowed meanwhile is missing from the streams: they cannot go on.
      if (state === 'frozen') destroyAll()
      state = 'open'
    },
    stop: async () => {
      destroyAll()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
