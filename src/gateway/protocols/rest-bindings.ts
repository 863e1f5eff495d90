/** Where each member of a REST operation's input and output stands: path, query, headers, payload, status or body. */

import type { NormalizedSchema } from '@smithy/core/schema'

export interface Member {
  readonly name: string
  readonly schema: NormalizedSchema
  /** Name of the query parameter or header; prefix of prefix headers. Empty elsewhere. */
  readonly wireName: string
}

export interface Bindings {
  readonly labels: readonly Member[]
  readonly query: readonly Member[]
  /** A map of all query parameters that are not bound otherwise. */
  readonly queryMap: Member | null
  readonly headers: readonly Member[]
  readonly prefixHeaders: readonly Member[]
  readonly payload: Member | null
  readonly status: Member | null
  readonly body: readonly (readonly [string, NormalizedSchema])[]
}

export function bindingsOf(schema: NormalizedSchema): Bindings {
  const labels: Member[] = []
  const query: Member[] = []
  const headers: Member[] = []
  const prefixHeaders: Member[] = []
  const body: [string, NormalizedSchema][] = []
  let queryMap: Member | null = null
  let payload: Member | null = null
  let status: Member | null = null
  for (const [name, member] of schema.structIterator()) {
    const traits = member.getMergedTraits()
    const at = (wireName: string): Member => ({ name, schema: member, wireName })
    if (traits.httpLabel) labels.push(at(name))
    else if (traits.httpQuery !== undefined) query.push(at(traits.httpQuery))
    else if (traits.httpQueryParams) queryMap = at('')
    else if (traits.httpHeader !== undefined) headers.push(at(traits.httpHeader.toLowerCase()))
    else if (traits.httpPrefixHeaders !== undefined)
      prefixHeaders.push(at(traits.httpPrefixHeaders.toLowerCase()))
    else if (traits.httpPayload || member.isStreaming()) payload = at(name)
    else if (traits.httpResponseCode) status = at(name)
    else body.push([name, member])
  }
  return { labels, query, queryMap, headers, prefixHeaders, payload, status, body }
}
