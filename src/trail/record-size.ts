/** Size caps of a record. CloudTrail omits an element past its cap and says `omitted: true` in its place. */

import type { CloudTrailRecord } from './record.ts'

const elementBytesMax = 100 * 1024
const additionalBytesMax = 28 * 1024
/** The largest record that CloudTrail delivers. */
const recordBytesMax = 256 * 1024
const omitted = { omitted: true } as const

/** The record as JSON, at most 256 KB; request and response at most 100 KB each, additional event data 28 KB. */
export function recordText(record: CloudTrailRecord): string {
  const text = JSON.stringify(record)
  // A UTF-16 unit is at most three bytes of UTF-8, so almost every record is done here without being measured.
  if (text.length * 3 <= additionalBytesMax) return text
  const capped = JSON.stringify({
    ...record,
    requestParameters: within(elementBytesMax, record.requestParameters),
    responseElements: within(elementBytesMax, record.responseElements),
    additionalEventData: within(additionalBytesMax, record.additionalEventData),
  })
  if (Buffer.byteLength(capped) <= recordBytesMax) return capped
  return JSON.stringify({
    ...record,
    userAgent: record.userAgent.slice(0, 1024),
    requestParameters: record.requestParameters && omitted,
    responseElements: record.responseElements && omitted,
    additionalEventData: record.additionalEventData && omitted,
    serviceEventDetails: record.serviceEventDetails && omitted,
    resources: record.resources.slice(0, 100),
  })
}

function within<Element extends object>(bytesMax: number, element: Element | null | undefined) {
  if (element === null || element === undefined) return element
  return Buffer.byteLength(JSON.stringify(element)) <= bytesMax ? element : omitted
}
