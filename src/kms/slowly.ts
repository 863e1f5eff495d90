import { inThread, TooManyTasksError } from '../crypto/in-thread.ts'
import { throttled } from './errors.ts'

/**
 * A slow cryptographic task beside the event loop.
 * @throws ThrottlingException when too many are waiting
 */
export const slowly: typeof inThread = async (name, ...args) => {
  try {
    return await inThread(name, ...args)
  } catch (error) {
    if (error instanceof TooManyTasksError) throw throttled()
    throw error
  }
}
