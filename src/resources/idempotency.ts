import { createHash } from 'node:crypto'
import type { Call } from '../call/call.ts'
import { encodeAad } from '../crypto/aad.ts'
import type { Storage } from '../storage/storage.ts'

export type Ids = Readonly<Record<string, string>>

export interface Claim<Answer extends Ids> {
  /** The ids of this request: those of the first request with the same token, else the proposed ones. */
  readonly ids: Answer
  /** Forgets the claim, so that a request that failed can be repeated with the same token. */
  readonly release: () => Promise<void>
}

export interface ClaimRequest<Answer extends Ids> {
  readonly clientToken: string | undefined
  /** What the token is unique within: '' for an account and region, else the resource it is about. */
  readonly parent: string
  /** Of the request's content; see `requestFingerprint`. */
  readonly fingerprint: string
  readonly proposed: Answer
  /**
   * Whether an earlier request with the token left ids under which nothing can be made any more, because others have taken
   * them since it was cut off. Then the proposed ones take their place.
   */
  readonly areLost?: (ids: Answer) => Promise<boolean>
}

export interface TokenBook {
  readonly storage: Pick<Storage, 'database' | 'transaction'>
  readonly now: () => number
}

/** @param tokenReused the service's error for a token that came with another request before. */
export function createIdempotency(tokenReused: (operation: string, parent: string) => Error) {
  /**
   * Ties a client token to ids before anything is made under them. Whoever repeats the request, also after a crash in its
   * middle, gets the same ids, and making a thing whose id exists is done already. Only ids and keyed hashes are kept.
   * @throws what `tokenReused` makes
   */
  async function claim<Answer extends Ids>(
    book: TokenBook,
    call: Call,
    request: ClaimRequest<Answer>,
  ): Promise<Claim<Answer>> {
    if (request.clientToken === undefined) return { ids: request.proposed, release: async () => {} }
    const row = {
      account_id: call.principal.accountId,
      region: call.region,
      operation: `${call.service}:${call.operation}`,
      token: createHash('sha256')
        .update(encodeAad([request.parent, request.clientToken]))
        .digest('hex'),
    }
    const proposal = JSON.stringify(request.proposed)
    const held = await book.storage.transaction(async (tx) => {
      await tx
        .insertInto('idempotency')
        .values({ ...row, fingerprint: request.fingerprint, answer: proposal, created_at: book.now() })
        .onConflict((existing) => existing.doNothing())
        .execute()
      return tx
        .selectFrom('idempotency')
        .select(['fingerprint', 'answer'])
        .where((where) => where.and(row))
        .executeTakeFirstOrThrow()
    })
    if (held.fingerprint !== request.fingerprint) throw tokenReused(call.operation, request.parent)
    const ids = held.answer === proposal ? request.proposed : readIds<Answer>(held.answer)
    if (ids !== request.proposed && (await request.areLost?.(ids))) {
      await book.storage.database
        .updateTable('idempotency')
        .set({ answer: proposal, created_at: book.now() })
        .where((where) => where.and({ ...row, answer: held.answer }))
        .execute()
      return claim(book, call, { ...request, areLost: undefined })
    }
    // Only as long as the claim is still this one.
    const release = async () => {
      await book.storage.database
        .deleteFrom('idempotency')
        .where((where) => where.and({ ...row, answer: JSON.stringify(ids) }))
        .execute()
    }
    return { ids, release }
  }

  /** Runs `act` under a claim; a failure gives the token back. */
  async function once<Answer extends Ids, Output>(
    book: TokenBook,
    call: Call,
    request: ClaimRequest<Answer>,
    act: (ids: Answer) => Promise<Output>,
  ): Promise<Output> {
    const claimed = await claim(book, call, request)
    try {
      return await act(claimed.ids)
    } catch (error) {
      if (claimed.ids === request.proposed) await claimed.release()
      throw error
    }
  }

  return { claim, once }
}

/** Forgets the client tokens of a service that are older than `before`, in milliseconds since the epoch. */
export async function forgetTokens(book: TokenBook, service: string, before: number): Promise<void> {
  await book.storage.database
    .deleteFrom('idempotency')
    .where('operation', 'like', `${service}:%`)
    .where('created_at', '<', before)
    .execute()
}

function readIds<Answer extends Ids>(answer: string): Answer {
  return JSON.parse(answer)
}
