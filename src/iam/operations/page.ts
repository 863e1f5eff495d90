import { validationError } from '../errors.ts'

const pageDefault = 100

/** Where a page starts: after this text in the list's order; how many rows to fetch, one more than the page has. */
export interface PageStart {
  readonly after: string
  readonly limit: number
}

/** @throws ValidationError for a marker that this API did not give. */
export function pageStart({ Marker, MaxItems }: { Marker?: string; MaxItems?: number }): PageStart {
  const limit = (MaxItems ?? pageDefault) + 1
  if (Marker === undefined) return { after: '', limit }
  const after = Buffer.from(Marker, 'base64url').toString('utf8')
  if (after === '' || markerOf(after) !== Marker) throw validationError('Invalid Marker.')
  return { after, limit }
}

/** `rows` are what a query with `start` found, in the order of `keyOf`. */
export function pageOf<Row>(rows: readonly Row[], { limit }: PageStart, keyOf: (row: Row) => string) {
  const items = rows.slice(0, limit - 1)
  const last = items.at(-1)
  if (rows.length < limit || last === undefined) return { items, end: { IsTruncated: false } }
  return { items, end: { IsTruncated: true, Marker: markerOf(keyOf(last)) } }
}

/** The same for a list that is at hand as a whole. */
export function pageOfAll<Row>(rows: readonly Row[], start: PageStart, keyOf: (row: Row) => string) {
  const ordered = rows.toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1))
  return pageOf(ordered.filter((row) => keyOf(row) > start.after).slice(0, start.limit), start, keyOf)
}

function markerOf(key: string): string {
  return Buffer.from(key, 'utf8').toString('base64url')
}
