import type { GuardrailSummary, ListGuardrailsRequest, ListGuardrailsResponse } from '@aws-sdk/client-bedrock'
import { AwsError } from '../../../call/aws-error.ts'
import type { Call } from '../../../call/call.ts'
import type { RecordOutline } from '../../../envelope/envelope.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { listResources } from '../../../resources/resource-rows.ts'
import { draft, versionKind } from '../bodies.ts'
import { KeyUnavailableError, pageTokenInvalid } from '../errors.ts'
import {
  enterGuardrail,
  findGuardrail,
  type Guardrail,
  getVersion,
  guardrails,
  movedSince,
} from '../find-guardrail.ts'
import { profileDetails } from '../read-shape.ts'
import type { GuardrailOperation, GuardrailsRoom } from '../room.ts'
import { shownStatus } from '../status.ts'

const limitDefault = 100

/**
 * The drafts of all guardrails, or all versions of one; oldest first. What is under a key out of reach is listed without
 * what its customer wrote. Never shows a key: AWS's does not either.
 */
export const listGuardrails: GuardrailOperation<ListGuardrailsRequest, ListGuardrailsResponse> = {
  readOnly: true,
  recordRequest: shown(['guardrailIdentifier', 'maxResults']),
  async handle(room, call, input) {
    const limit = input.maxResults ?? limitDefault
    const { guardrailIdentifier: identifier, nextToken } = input
    if (identifier !== undefined) {
      return listVersions(room, await enterGuardrail(room, call, identifier), limit, nextToken)
    }
    await room.iam.authorize(call, { action: 'bedrock:ListGuardrails', resource: '*' })
    return listDrafts(room, call, limit, nextToken)
  },
}

async function listDrafts(
  room: GuardrailsRoom,
  call: Call,
  limit: number,
  nextToken: string | undefined,
): Promise<ListGuardrailsResponse> {
  const place = placeOf(call)
  const { database } = room.storage
  const rows = await listResources(database, place, guardrails, { limit, nextToken }, pageTokenInvalid)
  const summaries: GuardrailSummary[] = []
  for (const { id } of rows.page) {
    const guardrail = await findGuardrail(room, place, id)
    const summary = guardrail === null ? null : await summarizeDraft(room, guardrail)
    if (summary !== null) summaries.push(summary)
  }
  return { guardrails: summaries, nextToken: rows.nextToken }
}

/** Null when it was deleted since the page was read. */
async function summarizeDraft(room: GuardrailsRoom, guardrail: Guardrail): Promise<GuardrailSummary | null> {
  for (let current: Guardrail | null = guardrail; current !== null; ) {
    const { scope }: Guardrail = current
    const outline = (await scope.records.outlines(versionKind)).find(({ id }) => id === draft)
    const summary = outline && (await summarize(room, current, { outline, isFormer: false }))
    if (summary) return summary
    current = await movedSince(room, current)
  }
  return null
}

/** There are few versions, and while the key is being changed they are in two places: read whole, then cut. */
async function listVersions(
  room: GuardrailsRoom,
  guardrail: Guardrail,
  limit: number,
  nextToken: string | undefined,
): Promise<ListGuardrailsResponse> {
  const after = readPosition(nextToken)
  const versions = await outlinesOf(room, guardrail)
  const rest = [...versions.entries()].filter(([position]) => position > after).sort(([a], [b]) => a - b)
  const summaries: GuardrailSummary[] = []
  for (const [, found] of rest.slice(0, limit)) {
    const summary = await summarize(room, guardrail, found)
    if (summary !== null) summaries.push(summary)
  }
  const last = rest.slice(0, limit).at(-1)
  const more = rest.length > limit && last !== undefined
  return { guardrails: summaries, nextToken: more ? writePosition(last[0]) : undefined }
}

interface FoundOutline {
  readonly outline: RecordOutline
  readonly isFormer: boolean
}

async function outlinesOf(
  room: GuardrailsRoom,
  guardrail: Guardrail,
): Promise<ReadonlyMap<number, FoundOutline>> {
  const { scope, oldScope } = guardrail
  const versions = new Map<number, FoundOutline>()
  // The former scope first: a version that is moved between the two looks is then seen where it is.
  for (const place of oldScope === null ? [scope] : [oldScope, scope]) {
    const isFormer = place === oldScope
    for (const outline of await place.records.outlines(versionKind)) {
      if (!isFormer || outline.id !== draft) versions.set(positionOf(outline), { outline, isFormer })
    }
  }
  // A key change that began since then may have taken some away.
  const moved = await movedSince(room, guardrail)
  return moved === null ? versions : outlinesOf(room, moved)
}

/** The draft, then the versions by number. */
function positionOf({ id }: RecordOutline): number {
  return id === draft ? 0 : Number(id)
}

function writePosition(position: number): string {
  return Buffer.from(`version/${position}`, 'utf8').toString('base64url')
}

function readPosition(token: string | undefined): number {
  if (token === undefined) return -1
  const match = /^version\/(\d{1,9})$/.exec(Buffer.from(token, 'base64url').toString('utf8'))
  if (match === null) throw pageTokenInvalid()
  return Number(match[1])
}

async function summarize(
  room: GuardrailsRoom,
  guardrail: Guardrail,
  { outline, isFormer }: FoundOutline,
): Promise<GuardrailSummary | null> {
  const plain = {
    id: guardrail.id,
    arn: guardrail.arn,
    version: outline.id,
    status: shownStatus(isFormer, outline.status),
    createdAt: new Date(outline.createdAt),
    updatedAt: new Date(outline.updatedAt),
  }
  try {
    const found = await getVersion(room, guardrail, outline.id, null)
    const { record } = found
    const { name, description, crossRegionConfig } = record.body.definition
    const profile = crossRegionConfig?.guardrailProfileIdentifier
    return {
      ...plain,
      status: shownStatus(found.isFormer, record.status),
      name,
      description,
      updatedAt: new Date(record.body.updatedAt),
      crossRegionDetails: profile === undefined ? undefined : profileDetails(profile),
    }
  } catch (error) {
    if (error instanceof KeyUnavailableError) return { ...plain, name: undefined }
    // Deleted since its outline was read.
    if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return null
    throw error
  }
}
