import type { ListMessagesRequest, ListMessagesResponse } from '@aws-sdk/client-qbusiness'
import { given } from '../../../resources/given.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { openApplication } from '../application.ts'
import { applicationArn } from '../arns.ts'
import type { TurnBody } from '../bodies.ts'
import { chatUser } from '../chat-user.ts'
import { getConversation, messagesOf } from '../conversation.ts'
import { pageTokenInvalid } from '../errors.ts'
import { pageToken, readPageToken } from '../page.ts'
import type { QBusinessOperation } from '../room.ts'

/** Oldest first. */
export const listMessages: QBusinessOperation<ListMessagesRequest, ListMessagesResponse> = {
  readOnly: true,
  category: 'Data',
  recordRequest: shown(['applicationId', 'conversationId', 'maxResults'], ['userId']),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const conversationId = given(input.conversationId, 'conversationId')
    const resource = applicationArn(placeOf(call), applicationId)
    await room.iam.authorize(call, { action: 'qbusiness:ListMessages', resource })
    const application = await openApplication(room, call, applicationId)
    await getConversation(application, chatUser(application, call, input), conversationId)
    const limit = input.maxResults ?? 100
    const binding = { secret: application.secret, request: ['ListMessages', conversationId] }
    const start = readPosition(readPageToken(binding, input.nextToken))
    const turnsWanted = Math.ceil((start.skip + limit) / 2) + 1
    const turns = await application.scope.records.list<TurnBody>('turn', {
      parent: conversationId,
      limit: turnsWanted,
      after: start.after,
    })
    const all = turns.flatMap(messagesOf)
    const end = start.skip + limit
    const messages = all.slice(start.skip, end)
    if (all.length <= end) return { messages }
    // A page may end between a question and its answer: the position is the last whole turn and how far into the next.
    const after = turns[Math.floor(end / 2) - 1]?.cursor ?? start.after
    return { messages, nextToken: pageToken(binding, `${end % 2}/${after ?? ''}`) }
  },
}

interface Position {
  readonly skip: number
  readonly after: string | undefined
}

function readPosition(cursor: string | undefined): Position {
  if (cursor === undefined) return { skip: 0, after: undefined }
  const match = /^([01])\/(.*)$/s.exec(cursor)
  if (match === null) throw pageTokenInvalid()
  return { skip: Number(match[1]), after: match[2] === '' ? undefined : match[2] }
}
