/** A thread for slow tasks. Keys arrive as KeyObjects, which threads can share without their bytes. */

import { parentPort } from 'node:worker_threads'
import { slowTasks } from './slow-tasks.ts'

export interface SlowRequest {
  readonly name: keyof typeof slowTasks
  readonly args: readonly unknown[]
}

/** No value: the task failed. Why is not told: errors of arithmetic over secrets are for nobody. */
export interface SlowAnswer {
  readonly value?: Uint8Array | boolean | null
}

parentPort?.on('message', ({ name, args }: SlowRequest) => {
  const { value } = answer(name, args)
  if (!(value instanceof Uint8Array)) return parentPort?.postMessage({ value })
  // A small Buffer is a view of memory that holds other things too; what decrypts leaves no plaintext behind here.
  const own = Uint8Array.from(value)
  value.fill(0)
  parentPort?.postMessage({ value: own }, [own.buffer])
})

function answer(name: SlowRequest['name'], args: readonly unknown[]): SlowAnswer {
  const task = slowTasks[name] as (...args: readonly unknown[]) => Uint8Array | boolean | null
  try {
    return { value: task(...args) }
  } catch {
    return {}
  }
}
