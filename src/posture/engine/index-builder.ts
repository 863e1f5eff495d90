/** Gathers what rules that join need while an account is read; of everything else nothing is kept. */

import type { Collector } from '../collector.ts'
import type { Status } from '../finding.ts'
import type { Resource } from '../resource.ts'
import type { IndexRule, Rule } from '../rule.ts'
import type { IndexedReference, ScanIndex } from '../scan-index.ts'
import type { ItemLine, UnitLine } from './journal/journal.ts'

export interface IndexBuilder {
  /** Whether the reference is worth keeping: asked before it is written down. */
  wants(reference: IndexedReference): boolean
  /** Whether resources of the collector are kept. */
  keeps(collectorId: string): boolean
  /** Everything that was written down of an item, in this run or an earlier one. */
  takeItem(line: ItemLine): void
  takeUnit(line: UnitLine): void
  indexOf(place: Pick<ScanIndex, 'account' | 'partition' | 'region'>): ScanIndex
}

const referencesMax = 100

export function createIndexBuilder(rules: readonly Rule[]): IndexBuilder {
  const joining = rules.filter((rule): rule is IndexRule => rule.kind === 'index')
  const kept = new Set(joining.flatMap(({ collectors }) => collectors.map(({ id }) => id)))
  const watched = new Set(joining.flatMap(({ needsStatusOf }) => needsStatusOf ?? []))
  const counts = new Map<string, number>()
  const references: { readonly region: string; readonly reference: IndexedReference }[] = []
  const resources = new Map<string, Resource[]>()
  const failed = new Set<string>()
  const gaps = new Set<string>()
  const statuses = new Map<string, Status>()

  return {
    wants({ resource, key }) {
      if (key.ref === null || key.class === 'AWS_OWNED') return false
      const isHealthy = key.class === 'AWS_MANAGED' || (key.class === 'CUSTOMER' && key.state === 'Enabled')
      if (!isHealthy && joining.length > 0) return true
      const name = `${resource.account}|${key.arn ?? key.ref}`
      const count = (counts.get(name) ?? 0) + 1
      counts.set(name, count)
      // One is enough for a resumed scan to know the key.
      return count <= (joining.length > 0 ? referencesMax : 1)
    },
    keeps: (collectorId) => kept.has(collectorId),
    takeItem({ unit, judgements, references: seen, resources: read }) {
      for (const reference of seen) references.push({ region: unit.region, reference })
      for (const resource of read) add(resources, placeName(unit.collector, unit.region), resource)
      for (const { ruleId, resource, verdict } of judgements) {
        if (!watched.has(ruleId)) continue
        const name = `${ruleId}|${resource.uid}`
        statuses.set(name, worse(statuses.get(name), verdict.status))
      }
    },
    takeUnit({ unit, listed, failure }) {
      const name = placeName(unit.collector, unit.region)
      if (failure === null) gaps.delete(name)
      else gaps.add(name)
      if (listed) failed.delete(name)
      else failed.add(name)
    },
    indexOf({ account, partition, region }) {
      return {
        account,
        partition,
        region,
        references: references
          .filter(({ region: readIn, reference }) => readIn === region || reference.key.region === region)
          .map(({ reference }) => reference),
        gaps: [...gaps]
          .map((name) => name.split('|'))
          .filter(([collector = '', place]) => place === region && namesKeys(collector))
          .flatMap(([collector]) => collector ?? [])
          .sort(),
        resourcesOf<Facts>({ id, scope }: Collector<Facts>) {
          const names = [...resources.keys(), ...failed].filter((name) =>
            scope === 'global' ? name.startsWith(`${id}|`) : name === placeName(id, region),
          )
          if (names.some((name) => failed.has(name))) return null
          return [...new Set(names)].flatMap((name) => (resources.get(name) ?? []) as Resource<Facts>[])
        },
        statusOf(ruleId, resourceUid) {
          if (!watched.has(ruleId)) throw new Error(`No rule says that it needs the status of ${ruleId}.`)
          return statuses.get(`${ruleId}|${resourceUid}`)
        },
      }
    },
  }
}

/** Keys themselves and IAM's policies are under no key. */
function namesKeys(collectorId: string): boolean {
  return !/^(?:kms|iam)\./.test(collectorId)
}

function placeName(collectorId: string, region: string): string {
  return `${collectorId}|${region}`
}

function add<Value>(map: Map<string, Value[]>, name: string, value: Value): void {
  const known = map.get(name)
  if (known === undefined) map.set(name, [value])
  else known.push(value)
}

const order: readonly Status[] = ['NOT_APPLICABLE', 'PASS', 'MANUAL', 'FAIL']

function worse(known: Status | undefined, status: Status): Status {
  return known !== undefined && order.indexOf(known) > order.indexOf(status) ? known : status
}
