import { createHash } from 'node:crypto'

export interface FindingKey {
  readonly ruleId: string
  readonly partition: string
  readonly account: string
  readonly region: string
  readonly resourceUid: string
  readonly subKey: string | null
}

/** 32 hexadecimal digits. Status, title and time are not part of it: it stays when the verdict changes. */
export function findingUid({ ruleId, partition, account, region, resourceUid, subKey }: FindingKey): string {
  const parts = JSON.stringify([ruleId, partition, account, region, resourceUid, subKey])
  return createHash('sha256').update(parts).digest('hex').slice(0, 32)
}
