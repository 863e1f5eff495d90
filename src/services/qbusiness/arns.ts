import { formatArn, parseArn, partition } from '../../call/arn.ts'
import type { Place } from '../../resources/place.ts'

export function applicationArn(place: Place, applicationId: string): string {
  return formatArn('qbusiness', place.region, place.accountId, `application/${applicationId}`)
}

export function indexArn(place: Place, applicationId: string, indexId: string): string {
  return `${applicationArn(place, applicationId)}/index/${indexId}`
}

export function dataSourceArn(
  place: Place,
  applicationId: string,
  indexId: string,
  dataSourceId: string,
): string {
  return `${indexArn(place, applicationId, indexId)}/data-source/${dataSourceId}`
}

export function retrieverArn(place: Place, applicationId: string, retrieverId: string): string {
  return `${applicationArn(place, applicationId)}/retriever/${retrieverId}`
}

export interface TaggedResource extends Place {
  readonly applicationId: string
  /** The record that carries the tags. */
  readonly kind: 'application' | 'index' | 'data-source' | 'retriever'
  readonly id: string
  /** Index of a data source, else null. */
  readonly parent: string | null
}

const shapes: readonly (readonly [RegExp, TaggedResource['kind']])[] = [
  [/^application\/([^/]+)$/, 'application'],
  [/^application\/([^/]+)\/index\/([^/]+)$/, 'index'],
  [/^application\/([^/]+)\/index\/([^/]+)\/data-source\/([^/]+)$/, 'data-source'],
  [/^application\/([^/]+)\/retriever\/([^/]+)$/, 'retriever'],
]

/** Null when the ARN names nothing of this service that has tags. One of another partition, which policies are not written for, does not. */
export function parseResourceArn(text: string): TaggedResource | null {
  const arn = parseArn(text)
  if (arn === null || arn.partition !== partition || arn.service !== 'qbusiness') return null
  for (const [shape, kind] of shapes) {
    const match = shape.exec(arn.resource)
    const applicationId = match?.[1]
    if (applicationId !== undefined) {
      const { region, accountId } = arn
      const [parent, id] = kind === 'data-source' ? [match?.[2] ?? null, match?.[3]] : [null, match?.[2]]
      return { region, accountId, applicationId, kind, id: id ?? applicationId, parent }
    }
  }
  return null
}
