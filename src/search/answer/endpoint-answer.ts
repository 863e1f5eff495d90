import { completeChat, type ModelEndpoint, ModelUnavailableError } from '../../model/chat-completion.ts'
import { AnswerUnavailableError, type AnswerWriter, noAnswerText } from '../search.ts'
import { citeByNumber } from './citations.ts'
import { chatMessages } from './prompt.ts'

export interface AnswerEndpoint extends ModelEndpoint {
  /** From the request to the last byte of the answer. Default 60,000. */
  readonly timeoutMs?: number
}

/** A longer answer is cut. In UTF-16 units. */
const answerLengthMax = 8_000

/** Lets a chat model write the answer. Question and passages leave the process in plain for its endpoint. */
export function endpointAnswer(endpoint: AnswerEndpoint): AnswerWriter {
  return async (question, passages) => {
    if (passages.length === 0) return { text: noAnswerText, citations: [] }
    const written = await complete(endpoint, chatMessages(question, passages))
    if (written.includes(noAnswerText)) return { text: noAnswerText, citations: [] }
    return citeByNumber(written, passages)
  }
}

async function complete(
  endpoint: AnswerEndpoint,
  messages: ReturnType<typeof chatMessages>,
): Promise<string> {
  try {
    const answer = await completeChat(endpoint, {
      purpose: 'answer',
      messages,
      answerTokensMax: 800,
      responseBytesMax: 1024 * 1024,
      timeoutMs: endpoint.timeoutMs ?? 60_000,
    })
    return answer.trim().slice(0, answerLengthMax).toWellFormed()
  } catch (error) {
    if (error instanceof ModelUnavailableError) throw new AnswerUnavailableError(error.message)
    throw error
  }
}
