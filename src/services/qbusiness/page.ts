import { timingSafeEqual } from 'node:crypto'
import type { ListOptions, SealedRecord } from '../../envelope/envelope.ts'
import { pageTokenInvalid } from './errors.ts'
import { keyedHash } from './keyed-id.ts'

const macBytes = 16

/** What a page token belongs to: the operation and everything of the request that decides which list is read. */
export interface PageBinding {
  readonly secret: string
  readonly request: readonly string[]
}

/** An opaque token that continues this list and no other. It holds positions only, nothing that a customer wrote. */
export function pageToken(binding: PageBinding, cursor: string): string {
  return Buffer.concat([mac(binding, cursor), Buffer.from(cursor, 'utf8')]).toString('base64url')
}

/** Undefined without a token. @throws ValidationException when the token is not of this list. */
export function readPageToken(binding: PageBinding, token: string | undefined): string | undefined {
  if (token === undefined) return undefined
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length <= macBytes) throw pageTokenInvalid()
  const cursor = bytes.subarray(macBytes).toString('utf8')
  if (!timingSafeEqual(bytes.subarray(0, macBytes), mac(binding, cursor))) throw pageTokenInvalid()
  return cursor
}

/** Cuts a list read with one more than `limit` into the page and the token for what follows. */
export function cutPage<T extends { readonly cursor: string }>(
  binding: PageBinding,
  limit: number,
  rows: readonly T[],
): { page: readonly T[]; nextToken: string | undefined } {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    page,
    nextToken: rows.length > limit && last !== undefined ? pageToken(binding, last.cursor) : undefined,
  }
}

function mac(binding: PageBinding, cursor: string): Buffer {
  return keyedHash(binding.secret, 'page-token', [...binding.request, cursor]).subarray(0, macBytes)
}

export interface PageRequest {
  readonly limit: number
  readonly nextToken: string | undefined
}

/** One page of a list of records, oldest first unless `read` says otherwise. */
export async function listPage<Body>(
  binding: PageBinding,
  { limit, nextToken }: PageRequest,
  read: (options: ListOptions) => Promise<readonly SealedRecord<Body>[]>,
): Promise<{ page: readonly SealedRecord<Body>[]; nextToken: string | undefined }> {
  const after = readPageToken(binding, nextToken)
  return cutPage(binding, limit, await read({ limit: limit + 1, after }))
}
