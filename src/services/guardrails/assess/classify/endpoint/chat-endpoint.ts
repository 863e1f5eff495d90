import {
  completeChat,
  type ModelEndpoint,
  ModelMisunderstoodError,
  ModelUnavailableError,
} from '../../../../../model/chat-completion.ts'
import { ClassifierUnavailableError } from '../classifier.ts'

export interface ClassifierEndpoint extends ModelEndpoint {
  /** From a request to the last byte of its answer. Default 30,000. */
  readonly timeoutMs?: number
}

/** What the chat model says to a system and a user message. @throws ClassifierUnavailableError */
export async function complete(endpoint: ClassifierEndpoint, system: string, user: string): Promise<string> {
  try {
    return await completeChat(endpoint, {
      purpose: 'classifier',
      messages: [
        { role: 'system', content: system },
        { role: 'user', content: user },
      ],
      answerTokensMax: 400,
      responseBytesMax: 256 * 1024,
      timeoutMs: endpoint.timeoutMs ?? 30_000,
    })
  } catch (error) {
    if (error instanceof ModelMisunderstoodError) throw notUnderstood()
    if (error instanceof ModelUnavailableError) throw new ClassifierUnavailableError(error.message)
    throw error
  }
}

export function notUnderstood(): ClassifierUnavailableError {
  return new ClassifierUnavailableError('The classifier endpoint did not answer as it was asked to.')
}
