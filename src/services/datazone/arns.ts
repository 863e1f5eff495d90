import { formatArn, parseArn, partition } from '../../call/arn.ts'
import { invariant } from '../../call/aws-error.ts'
import type { Place } from '../../resources/place.ts'

export function domainArn(place: Place, domainId: string): string {
  return formatArn('datazone', place.region, place.accountId, `domain/${domainId}`)
}

export interface DomainPlace extends Place {
  readonly domainId: string
}

/**
 * Null when the ARN names no domain: nothing else of a workspace has an ARN here. Nor has anything one of another partition,
 * which policies are not written for.
 */
export function parseDomainArn(text: string): DomainPlace | null {
  const arn = parseArn(text)
  const domainId = /^domain\/(dzd[-_][a-zA-Z0-9_-]{1,36})$/.exec(arn?.resource ?? '')?.[1]
  if (arn === null || domainId === undefined) return null
  if (arn.partition !== partition || arn.service !== 'datazone') return null
  return { region: arn.region, accountId: arn.accountId, domainId }
}

export function domainIdOf(arn: string): string {
  const parsed = parseDomainArn(arn)
  invariant(parsed !== null, 'a domain has a domain’s ARN')
  return parsed.domainId
}
