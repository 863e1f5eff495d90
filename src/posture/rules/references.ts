import type { IndexedReference, ScanIndex } from '../scan-index.ts'

export type ReferencesByKey = ReadonlyMap<string, readonly IndexedReference[]>

/** By ARN. References to keys that could not be resolved are left out. */
export function referencesByKey({ references }: ScanIndex): ReferencesByKey {
  const byKey = new Map<string, IndexedReference[]>()
  for (const reference of references) {
    const name = nameOf(reference.key.arn)
    if (name === null) continue
    const known = byKey.get(name)
    if (known === undefined) byKey.set(name, [reference])
    else known.push(reference)
  }
  return byKey
}

export function referencesTo(byKey: ReferencesByKey, arn: string): readonly IndexedReference[] {
  return byKey.get(nameOf(arn) ?? '') ?? []
}

/** Account, region and id are the key; the text of two ARNs may differ. */
function nameOf(arn: string | null): string | null {
  return arn?.split(':').slice(3).join(':').toLowerCase() ?? null
}
