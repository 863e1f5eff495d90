/** ARNs: `arn:partition:service:region:account:resource` (AWS General Reference, "Amazon Resource Names"). */

import { remembered } from './remembered.ts'

export interface Arn {
  readonly partition: string
  readonly service: string
  readonly region: string
  readonly accountId: string
  /** Everything after the fifth colon, colons included. */
  readonly resource: string
}

export const partition = 'aws'

/** Null when the text is no ARN. */
export const parseArn: (text: string) => Arn | null = remembered((text) => {
  const parts = text.split(':')
  if (parts.length < 6 || parts[0] !== 'arn') return null
  const [, arnPartition, service, region, accountId] = parts as [string, string, string, string, string]
  if (arnPartition === '' || service === '') return null
  return { partition: arnPartition, service, region, accountId, resource: parts.slice(5).join(':') }
})

export function formatArn(service: string, region: string, accountId: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`
}
