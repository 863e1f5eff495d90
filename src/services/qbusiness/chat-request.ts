import type { ChatSyncInput } from '@aws-sdk/client-qbusiness'
import { compileFilter } from './attribute-filter.ts'
import { fieldInvalid } from './errors.ts'
import type { QBusinessRoom } from './room.ts'

/** Refuses what this server does not do, and returns the question. @throws ValidationException */
export function requireChatRequest(room: QBusinessRoom, input: ChatSyncInput): string {
  if (input.chatMode !== undefined && input.chatMode !== 'RETRIEVAL_MODE') {
    throw fieldInvalid('chatMode', `${input.chatMode} is not available here: use RETRIEVAL_MODE.`)
  }
  if (input.chatModeConfiguration !== undefined) throw unavailable('chatModeConfiguration', 'Plugins')
  if (input.actionExecution !== undefined) throw unavailable('actionExecution', 'Plugin actions')
  if (input.authChallengeResponse !== undefined) throw unavailable('authChallengeResponse', 'Plugin actions')
  if (input.attachments !== undefined) throw unavailable('attachments', 'Chat attachments')
  if (input.conversationId === undefined && input.parentMessageId !== undefined) {
    throw fieldInvalid('parentMessageId', 'A parentMessageId needs the conversationId that it belongs to.')
  }
  if (input.conversationId !== undefined && input.parentMessageId === undefined) {
    throw fieldInvalid(
      'parentMessageId',
      'To continue a conversation give the systemMessageId of its last answer.',
    )
  }
  compileFilter(input.attributeFilter)
  return requireQuestion(room, input.userMessage, 'userMessage')
}

/** @throws ValidationException when it is empty or too long. */
export function requireQuestion(room: QBusinessRoom, text: string | undefined, field: string): string {
  const { questionCharactersMax } = room.settings
  if (text === undefined || text.trim() === '') throw fieldInvalid(field, `${field} must not be empty.`)
  if (text.length > questionCharactersMax) {
    throw fieldInvalid(field, `${field} holds at most ${questionCharactersMax} characters.`)
  }
  return text
}

function unavailable(field: string, what: string) {
  return fieldInvalid(field, `${what} are not available here.`)
}
