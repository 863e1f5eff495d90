import type { ListConversationsRequest, ListConversationsResponse } from '@aws-sdk/client-qbusiness'
import { given } from '../../../resources/given.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { openApplication } from '../application.ts'
import { applicationArn } from '../arns.ts'
import type { ConversationBody } from '../bodies.ts'
import { chatUser } from '../chat-user.ts'
import { listPage } from '../page.ts'
import type { QBusinessOperation } from '../room.ts'

/** The user's own, newest first. */
export const listConversations: QBusinessOperation<ListConversationsRequest, ListConversationsResponse> = {
  readOnly: true,
  category: 'Data',
  recordRequest: shown(['applicationId', 'maxResults'], ['userId']),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const resource = applicationArn(placeOf(call), applicationId)
    await room.iam.authorize(call, { action: 'qbusiness:ListConversations', resource })
    const application = await openApplication(room, call, applicationId)
    const { owner } = chatUser(application, call, input)
    const { page, nextToken } = await listPage<ConversationBody>(
      { secret: application.secret, request: ['ListConversations', owner] },
      { limit: input.maxResults ?? 100, nextToken: input.nextToken },
      (options) =>
        application.scope.records.find('conversation', 'owner', owner, { ...options, order: 'newest' }),
    )
    const conversations = page.map(({ id, body, createdAt }) => ({
      conversationId: id,
      title: body.title,
      startTime: new Date(createdAt),
    }))
    return { conversations, nextToken }
  },
}
