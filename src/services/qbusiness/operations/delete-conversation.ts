import type { DeleteConversationRequest, DeleteConversationResponse } from '@aws-sdk/client-qbusiness'
import { given } from '../../../resources/given.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { openApplication } from '../application.ts'
import { applicationArn } from '../arns.ts'
import { chatUser } from '../chat-user.ts'
import { getConversation, removeConversation } from '../conversation.ts'
import type { QBusinessOperation } from '../room.ts'

export const deleteConversation: QBusinessOperation<DeleteConversationRequest, DeleteConversationResponse> = {
  readOnly: false,
  category: 'Data',
  recordRequest: shown(['applicationId', 'conversationId'], ['userId']),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const conversationId = given(input.conversationId, 'conversationId')
    const resource = applicationArn(placeOf(call), applicationId)
    await room.iam.authorize(call, { action: 'qbusiness:DeleteConversation', resource })
    const application = await openApplication(room, call, applicationId)
    await getConversation(application, chatUser(application, call, input), conversationId)
    await removeConversation(application.scope, conversationId)
    return {}
  },
}
