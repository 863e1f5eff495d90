/** The worker's end of its channel to the keeper. */

import type { FromWorker, ToWorker } from './messages.ts'

export interface Channel {
  send(message: FromWorker): void
  /** Resolves once the keeper has it, or is gone. */
  sent(message: FromWorker): Promise<void>
  listen(receive: (message: ToWorker) => void): void
}

/** @throws when this process was not started by a keeper */
export function openChannel(): Channel {
  if (process.send === undefined) throw new Error('a worker is started by keyhold serve --workers')
  const sent = (message: FromWorker) =>
    new Promise<void>((resolve) => {
      if (!process.connected) resolve()
      else process.send?.(message, undefined, undefined, () => resolve())
    })
  return {
    send: (message) => void sent(message),
    sent,
    listen: (receive) => {
      process.on('message', (message) => {
        // Node's own messages between cluster processes come by other events.
        if (typeof message === 'object' && message !== null && 'kind' in message) receive(message as ToWorker)
      })
    },
  }
}
