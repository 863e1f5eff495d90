/** How much of the key is the customer's, from no encryption to keys that are kept outside AWS. */

import type { KeyLevel, Parameters } from '../parameters.ts'
import type { KeyFacts } from './key-facts.ts'

const customerLevels: Readonly<Record<string, KeyLevel>> = {
  AWS_KMS: 'cmk',
  EXTERNAL: 'cmk-imported',
  AWS_CLOUDHSM: 'cmk-hsm',
  EXTERNAL_KEY_STORE: 'cmk-xks',
}

/** Null: not known. A customer's key of unknown origin counts as the lowest of the customer's. */
export function keyLevel(key: KeyFacts): KeyLevel | null {
  switch (key.class) {
    case 'NONE':
      return 'none'
    case 'AWS_OWNED':
      return 'aws-owned'
    case 'AWS_MANAGED':
      return 'aws-managed'
    case 'CUSTOMER':
      return customerLevels[key.origin ?? ''] ?? 'cmk'
    default:
      return null
  }
}

export function reachesMinimum(
  level: KeyLevel,
  { minimumKeyLevel, keyLevelOrder }: Pick<Parameters, 'minimumKeyLevel' | 'keyLevelOrder'>,
): boolean {
  return rank(level, keyLevelOrder) >= rank(minimumKeyLevel, keyLevelOrder)
}

/** CloudHSM and external key stores are equal where they stand side by side. */
function rank(level: KeyLevel, order: readonly KeyLevel[]): number {
  const place = order.indexOf(level)
  const [hsm, external] = [order.indexOf('cmk-hsm'), order.indexOf('cmk-xks')]
  if ((place === hsm || place === external) && Math.abs(hsm - external) === 1) return Math.min(hsm, external)
  return place
}
