import { indexedAccount } from '../collectors/account-resource.ts'
import type { KeyFacts } from '../keys/key-facts.ts'
import type { Parameters } from '../parameters.ts'
import type { Verdict } from '../rule.ts'
import type { IndexedReference, ScanIndex } from '../scan-index.ts'
import { type Judged, nothingThere } from './judge-each.ts'

export interface ReferenceCase {
  readonly key: KeyFacts
  /** The resource's name. */
  readonly what: string
  /** The key's ARN, or what the resource calls it. */
  readonly id: string
}

/**
 * Every key that a resource names, by what the resource's rule has found out about it. A key that is in order is one finding
 * of its own; one that is not is a finding of each resource that names it.
 */
export function judgeReferences(
  index: ScanIndex,
  { scannedAt }: Parameters,
  judge: (given: ReferenceCase) => Verdict | null,
): readonly Judged[] {
  const judged = new Map<string, Judged>()
  for (const reference of index.references) {
    const found = judgeReference(reference, judge)
    if (found !== null) judged.set(`${found.resource.uid} ${found.verdict.subKey ?? ''}`, found)
  }
  const account = indexedAccount(index, scannedAt)
  const known = [...judged.values()]
  if (index.gaps.length > 0) return [...known, { resource: account, verdict: referencesMissing(index) }]
  return known.length > 0 ? known : [{ resource: account, verdict: nothingThere }]
}

/** Nothing is proven of what was not read. */
export function referencesMissing({ gaps }: ScanIndex): Verdict {
  return {
    status: 'MANUAL',
    reasonCode: 'REFERENCES_INCOMPLETE',
    reasonText: `Not everything that may name a key could be read (${gaps.join(', ')}).`,
  }
}

function judgeReference(
  { resource, reference, key }: IndexedReference,
  judge: (given: ReferenceCase) => Verdict | null,
): Judged | null {
  const id = key.arn ?? key.ref ?? ''
  const verdict = judge({ key, what: resource.name || resource.uid, id })
  if (verdict === null) return null
  const place = { ...resource, facts: undefined }
  if (verdict.status === 'PASS')
    return {
      resource: {
        ...place,
        uid: id,
        type: 'AWS::KMS::Key',
        name: id.split('/').at(-1) ?? id,
        account: key.account ?? resource.account,
        region: key.region ?? resource.region,
        tags: {},
      },
      verdict: { ...verdict, key },
    }
  return {
    resource: place,
    verdict: {
      ...verdict,
      key,
      subKey: `key:${id}`,
      evidence: [
        {
          api: reference.api,
          path: reference.path,
          value: reference.ref || null,
          at: new Date(resource.at).toISOString(),
        },
      ],
    },
  }
}
