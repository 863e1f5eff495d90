import type { DataZone } from '@aws-sdk/client-datazone'
import { isAnswer } from './failure.ts'
import type { Move } from './move.ts'

const attemptsMax = 8

/**
 * For a call that makes something and has no client token: the SDK's own repetition after an answer that got lost would
 * make it twice. Only when the service has refused to begin, it is asked again.
 */
export async function oneTry<T>(
  { oneTryClient, sleep }: Pick<Move, 'oneTryClient' | 'sleep'>,
  call: (client: DataZone) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call(oneTryClient)
    } catch (error) {
      if (!isAnswer(error, 'ThrottlingException') || attempt === attemptsMax) throw error
      await sleep(250 * 2 ** attempt)
    }
  }
}
