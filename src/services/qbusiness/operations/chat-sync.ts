import { randomUUID } from 'node:crypto'
import type { ChatSyncInput, ChatSyncOutput } from '@aws-sdk/client-qbusiness'
import { RecordExistsError, type SealedRecord } from '../../../envelope/envelope.ts'
import { given } from '../../../resources/given.ts'
import type { Ids } from '../../../resources/idempotency.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { requestFingerprint } from '../../../resources/request-fingerprint.ts'
import { type OpenApplication, openActiveApplication } from '../application.ts'
import { applicationArn } from '../arns.ts'
import type { ConversationBody, TurnBody } from '../bodies.ts'
import { changeRecord } from '../change-record.ts'
import { requireChatRequest } from '../chat-request.ts'
import { type ChatUser, chatUser } from '../chat-user.ts'
import { composeAnswer } from '../compose-answer.ts'
import {
  attributionOf,
  getConversation,
  lastTurn,
  removeConversation,
  titleOf,
  turnRecordId,
} from '../conversation.ts'
import { fieldInvalid, resourceMissing } from '../errors.ts'
import { once } from '../idempotency.ts'
import { retrieve, searchedIndices } from '../retrieval.ts'
import type { QBusinessOperation, QBusinessRoom } from '../room.ts'

interface TurnIds extends Ids {
  readonly conversationId: string
  readonly userMessageId: string
  readonly systemMessageId: string
}

export const chatSync: QBusinessOperation<ChatSyncInput, ChatSyncOutput> = {
  readOnly: false,
  category: 'Data',
  recordRequest: shown(
    ['applicationId', 'conversationId', 'parentMessageId', 'chatMode'],
    ['userId', 'userGroups', 'userMessage', 'attributeFilter'],
  ),
  recordResponse: shown(
    ['conversationId', 'userMessageId', 'systemMessageId'],
    ['systemMessage', 'sourceAttributions'],
  ),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const resource = applicationArn(placeOf(call), applicationId)
    await room.iam.authorize(call, { action: 'qbusiness:ChatSync', resource })
    const application = await openActiveApplication(room, call, applicationId)
    const question = requireChatRequest(room, input)
    const user = chatUser(application, call, input)
    const { clientToken, ...content } = input
    const proposed: TurnIds = {
      conversationId: input.conversationId ?? randomUUID(),
      userMessageId: randomUUID(),
      systemMessageId: randomUUID(),
    }
    const fingerprint = requestFingerprint(application.secret, { ...content, owner: user.owner })
    const request = { clientToken, parent: applicationId, fingerprint, proposed }
    return once(room, call, request, (ids) => takeTurn(room, application, user, question, ids, input))
  },
}

async function takeTurn(
  room: QBusinessRoom,
  application: OpenApplication,
  user: ChatUser,
  question: string,
  ids: TurnIds,
  input: ChatSyncInput,
): Promise<ChatSyncOutput> {
  const { scope, secret } = application
  const continued = input.conversationId !== undefined
  if (continued) await getConversation(application, user, ids.conversationId)
  const turnId = turnRecordId(secret, ids.conversationId, input.parentMessageId)
  const earlier = await scope.records.get<TurnBody>('turn', turnId)
  if (earlier?.body.systemMessageId === ids.systemMessageId) return answerOf(earlier)
  const parent = continued ? await lastTurn(scope, ids.conversationId) : undefined
  if (continued && parent?.body.systemMessageId !== input.parentMessageId) throw parentInvalid()
  const indices = await searchedIndices(application)
  if (indices.length === 0) {
    throw fieldInvalid(
      'applicationId',
      'The application has no retriever: create one before asking questions.',
    )
  }
  const filter = input.attributeFilter
  const hits = await retrieve(room, application, indices, {
    text: question,
    user,
    filter,
    limit: room.settings.passagesPerAnswer,
  })
  const { userMessageId, systemMessageId } = ids
  const body = {
    userMessageId,
    systemMessageId,
    question,
    ...(await composeAnswer(room, question, hits)),
  }
  const createdAt = Math.max(room.now(), (parent?.createdAt ?? 0) + 1)
  return answerOf(
    await keepTurn(application, user, {
      turnId,
      conversationId: ids.conversationId,
      body,
      createdAt,
      continued,
    }),
  )
}

interface NewTurn {
  readonly turnId: string
  readonly conversationId: string
  readonly body: TurnBody
  readonly createdAt: number
  readonly continued: boolean
}

async function keepTurn(
  { scope }: OpenApplication,
  user: ChatUser,
  turn: NewTurn,
): Promise<SealedRecord<TurnBody>> {
  const { conversationId, createdAt } = turn
  if (!turn.continued) {
    await createOrKeep(() =>
      scope.records.create<ConversationBody>({
        kind: 'conversation',
        id: conversationId,
        status: 'ACTIVE',
        body: { title: titleOf(turn.body.question), owner: user.owner },
        indexes: { owner: user.owner },
        createdAt,
      }),
    )
  }
  const created = await createOrKeep(() =>
    scope.records.create({
      kind: 'turn',
      id: turn.turnId,
      parent: conversationId,
      status: 'ACTIVE',
      body: turn.body,
      createdAt,
    }),
  )
  const record = created ?? (await scope.records.get<TurnBody>('turn', turn.turnId))
  // Somebody else answered at this place first, unless it was the same request sent twice at once.
  if (record?.body.systemMessageId !== turn.body.systemMessageId) throw parentInvalid()
  // Written again as it is: its time of update is what retention goes by.
  const touched = await changeRecord<ConversationBody>(
    scope.records,
    'conversation',
    conversationId,
    ({ body }) => ({ body }),
  )
  if (touched === null) {
    await removeConversation(scope, conversationId)
    throw resourceMissing('Conversation', conversationId)
  }
  return record
}

async function createOrKeep<T>(create: () => Promise<T>): Promise<T | null> {
  try {
    return await create()
  } catch (error) {
    if (error instanceof RecordExistsError) return null
    throw error
  }
}

function answerOf({ parent, body }: SealedRecord<TurnBody>): ChatSyncOutput {
  return {
    conversationId: parent,
    userMessageId: body.userMessageId,
    systemMessageId: body.systemMessageId,
    systemMessage: body.answer,
    sourceAttributions: body.sources.map(attributionOf),
    failedAttachments: [],
  }
}

function parentInvalid() {
  return fieldInvalid(
    'parentMessageId',
    'The parentMessageId must be the systemMessageId of the last answer in the conversation.',
  )
}
