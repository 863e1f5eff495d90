import type { Message, SourceAttribution } from '@aws-sdk/client-qbusiness'
import type { Scope, SealedRecord } from '../../envelope/envelope.ts'
import { keyedId } from '../../resources/keyed-id.ts'
import type { OpenApplication } from './application.ts'
import type { ConversationBody, StoredSource, TurnBody } from './bodies.ts'
import type { ChatUser } from './chat-user.ts'
import { resourceMissing } from './errors.ts'

const titleCharactersMax = 100

/** A conversation of this user. Somebody else's is not there. @throws ResourceNotFoundException */
export async function getConversation(
  { scope }: OpenApplication,
  user: ChatUser,
  conversationId: string,
): Promise<SealedRecord<ConversationBody>> {
  const conversation = await scope.records.get<ConversationBody>('conversation', conversationId)
  if (conversation === null || conversation.body.owner !== user.owner) {
    throw resourceMissing('Conversation', conversationId)
  }
  return conversation
}

/**
 * The record id of the turn that answers to a message: there can be one only, so two clients that continue a
 * conversation at the same place cannot both succeed.
 */
export function turnRecordId(
  secret: string,
  conversationId: string,
  parentMessageId: string | undefined,
): string {
  return keyedId(secret, 'turn', [conversationId, parentMessageId ?? ''])
}

export async function lastTurn(
  scope: Scope,
  conversationId: string,
): Promise<SealedRecord<TurnBody> | undefined> {
  const [turn] = await scope.records.list<TurnBody>('turn', {
    parent: conversationId,
    order: 'newest',
    limit: 1,
  })
  return turn
}

/** Messages, then the conversation. Works without the key, and again after a crash. */
export async function removeConversation(scope: Scope, conversationId: string): Promise<void> {
  await scope.records.deleteChildren('turn', conversationId)
  await scope.records.delete('conversation', [conversationId])
}

export function titleOf(question: string): string {
  const line = question.replace(/\s+/g, ' ').trim()
  const characters = [...line]
  return characters.length <= titleCharactersMax
    ? line
    : `${characters.slice(0, titleCharactersMax - 1).join('')}…`
}

export function messagesOf({ body, createdAt }: SealedRecord<TurnBody>): readonly [Message, Message] {
  const time = new Date(createdAt)
  return [
    { messageId: body.userMessageId, body: body.question, time, type: 'USER' },
    {
      messageId: body.systemMessageId,
      body: body.answer,
      time,
      type: 'SYSTEM',
      sourceAttribution: body.sources.map(attributionOf),
    },
  ]
}

export function attributionOf({ updatedAtMs, ...source }: StoredSource): SourceAttribution {
  return { ...source, updatedAt: new Date(updatedAtMs) }
}
