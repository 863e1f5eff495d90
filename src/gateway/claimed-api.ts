/** Which protocol an error is to speak when no served service is known: unsigned requests, and those for other services. */

import { type ApiDescription, apis } from './apis.ts'
import type { Head } from './incoming.ts'

/** By the target header, the content type, or else the path. Only the shape of an error hangs on it. */
export function claimedApi(head: Head | null): ApiDescription {
  if (head === null) return anyOf('rest-json')
  const target = head.headers['x-amz-target']
  const contentType = head.headers['content-type'] ?? ''
  if (target !== undefined) {
    const prefix = target.slice(0, target.lastIndexOf('.'))
    return Object.values(apis).find((api) => api.targetPrefix === prefix) ?? anyOf('json')
  }
  if (contentType.startsWith('application/x-amz-json')) return anyOf('json')
  if (contentType.startsWith('application/x-www-form-urlencoded') || head.query.includes('Action='))
    return anyOf('query')
  return anyOf('rest-json')
}

function anyOf(protocol: ApiDescription['protocol']): ApiDescription {
  return Object.values(apis).find((api) => api.protocol === protocol) as ApiDescription
}
