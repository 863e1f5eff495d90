import { createHash } from 'node:crypto'
import type { Call } from '../../call/call.ts'
import { encodeAad } from '../../crypto/aad.ts'
import { tokenReused } from './errors.ts'
import { keyedHash } from './keyed-id.ts'
import type { QBusinessRoom } from './room.ts'

export type Ids = Readonly<Record<string, string>>

export interface Claim<Answer extends Ids> {
  /** The ids of this request: those of the first request with the same token, else the proposed ones. */
  readonly ids: Answer
  /** Forgets the claim, so that a request that failed can be repeated with the same token. */
  readonly release: () => Promise<void>
}

export interface ClaimRequest<Answer extends Ids> {
  readonly clientToken: string | undefined
  /** What the token is unique within: '' for an account and region, else the application. */
  readonly parent: string
  /** Of the request's content; see `requestFingerprint`. */
  readonly fingerprint: string
  readonly proposed: Answer
}

/**
 * Ties a client token to ids before anything is made under them. Whoever repeats the request, also after a crash in its
 * middle, gets the same ids, and making a thing whose id exists is done already. Only ids and keyed hashes are kept.
 * @throws ConflictException when the token came with another request.
 */
export async function claim<Answer extends Ids>(
  room: QBusinessRoom,
  call: Call,
  request: ClaimRequest<Answer>,
): Promise<Claim<Answer>> {
  if (request.clientToken === undefined) return { ids: request.proposed, release: async () => {} }
  const row = {
    account_id: call.principal.accountId,
    region: call.region,
    operation: `qbusiness:${call.operation}`,
    token: createHash('sha256')
      .update(encodeAad([request.parent, request.clientToken]))
      .digest('hex'),
  }
  const proposal = JSON.stringify(request.proposed)
  const held = await room.storage.transaction(async (tx) => {
    await tx
      .insertInto('idempotency')
      .values({ ...row, fingerprint: request.fingerprint, answer: proposal, created_at: room.now() })
      .onConflict((existing) => existing.doNothing())
      .execute()
    return tx
      .selectFrom('idempotency')
      .select(['fingerprint', 'answer'])
      .where('account_id', '=', row.account_id)
      .where('region', '=', row.region)
      .where('operation', '=', row.operation)
      .where('token', '=', row.token)
      .executeTakeFirstOrThrow()
  })
  if (held.fingerprint !== request.fingerprint) throw tokenReused(call.operation, request.parent)
  const ids = held.answer === proposal ? request.proposed : readIds<Answer>(held.answer)
  const release = async () => {
    await room.storage.database
      .deleteFrom('idempotency')
      .where('account_id', '=', row.account_id)
      .where('region', '=', row.region)
      .where('operation', '=', row.operation)
      .where('token', '=', row.token)
      .execute()
  }
  return { ids, release }
}

/** Runs `act` under a claim; a failure gives the token back. */
export async function once<Answer extends Ids, Output>(
  room: QBusinessRoom,
  call: Call,
  request: ClaimRequest<Answer>,
  act: (ids: Answer) => Promise<Output>,
): Promise<Output> {
  const claimed = await claim(room, call, request)
  try {
    return await act(claimed.ids)
  } catch (error) {
    if (claimed.ids === request.proposed) await claimed.release()
    throw error
  }
}

/**
 * A keyed hash over a request's members, in the order of their names. The key keeps short questions and names from
 * being guessed from the database: the application's secret, or the client token where there is no application yet.
 */
export function requestFingerprint(secret: string, input: object): string {
  return keyedHash(secret, 'request-fingerprint', [canonical(input)]).toString('hex')
}

function canonical(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value)
  if (ArrayBuffer.isView(value)) {
    return createHash('sha256')
      .update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
      .digest('hex')
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined)
    members.sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`
  }
  return JSON.stringify(value) ?? 'null'
}

function readIds<Answer extends Ids>(answer: string): Answer {
  return JSON.parse(answer)
}
