import { timingSafeEqual } from 'node:crypto'
import type { ListOptions, SealedRecord } from '../envelope/envelope.ts'
import { keyedHash } from './keyed-id.ts'

const macBytes = 16

/** What a page token belongs to: the operation and everything of the request that decides which list is read. */
export interface PageBinding {
  /** Keys the tokens: of the resource whose list it is. */
  readonly secret: string
  readonly request: readonly string[]
}

export interface PageRequest {
  readonly limit: number
  readonly nextToken: string | undefined
}

export interface Page<T> {
  readonly page: readonly T[]
  readonly nextToken: string | undefined
}

/** Signed page tokens of lists inside one resource. */
export interface Pages {
  /** An opaque token that continues this list and no other. It holds positions only, nothing that a customer wrote. */
  pageToken(binding: PageBinding, cursor: string): string
  /** Undefined without a token. @throws the service's error when the token is not of this list. */
  readPageToken(binding: PageBinding, token: string | undefined): string | undefined
  /** Cuts a list read with one more than `limit` into the page and the token for what follows. */
  cutPage<T extends { readonly cursor: string }>(
    binding: PageBinding,
    limit: number,
    rows: readonly T[],
  ): Page<T>
  /** One page of a list of records, oldest first unless `read` says otherwise. */
  listPage<Body>(
    binding: PageBinding,
    request: PageRequest,
    read: (options: ListOptions) => Promise<readonly SealedRecord<Body>[]>,
  ): Promise<Page<SealedRecord<Body>>>
}

/** @param tokenInvalid the service's error for a token that is not of the list it came with. */
export function createPages(tokenInvalid: () => Error): Pages {
  const pages: Pages = {
    pageToken(binding, cursor) {
      return Buffer.concat([mac(binding, cursor), Buffer.from(cursor, 'utf8')]).toString('base64url')
    },
    readPageToken(binding, token) {
      if (token === undefined) return undefined
      const bytes = Buffer.from(token, 'base64url')
      if (bytes.length <= macBytes) throw tokenInvalid()
      const cursor = bytes.subarray(macBytes).toString('utf8')
      if (!timingSafeEqual(bytes.subarray(0, macBytes), mac(binding, cursor))) throw tokenInvalid()
      return cursor
    },
    cutPage(binding, limit, rows) {
      const page = rows.slice(0, limit)
      const last = page.at(-1)
      const more = rows.length > limit && last !== undefined
      return { page, nextToken: more ? pages.pageToken(binding, last.cursor) : undefined }
    },
    async listPage(binding, { limit, nextToken }, read) {
      const after = pages.readPageToken(binding, nextToken)
      return pages.cutPage(binding, limit, await read({ limit: limit + 1, after }))
    },
  }
  return pages
}

function mac(binding: PageBinding, cursor: string): Buffer {
  return keyedHash(binding.secret, 'page-token', [...binding.request, cursor]).subarray(0, macBytes)
}
