/** Reads named resources anew and lets their rule judge them: before a plan is made of a finding, and after it was applied. */

import { type Api, ApiError } from '../api.ts'
import type { Collector } from '../collector.ts'
import { findingUid } from '../engine/finding-uid.ts'
import { createKeyClassifier, type KeyClassifier } from '../keys/classify.ts'
import type { Parameters } from '../parameters.ts'
import type { Resource } from '../resource.ts'
import type { ResourceRule, Verdict } from '../rule.ts'

export interface JudgedAgain {
  readonly resource: Resource
  readonly verdict: Verdict
}

/**
 * By finding. A finding that is missing from the answer has no resource any more. Lists until all are found; reads only what
 * carries the names.
 *
 * @throws {ApiError}
 */
export async function judgeAgain(
  api: Api,
  rule: ResourceRule,
  uids: ReadonlySet<string>,
  parameters: Parameters,
): Promise<ReadonlyMap<string, JudgedAgain>> {
  const fresh = forgetful(api)
  const classifier = createKeyClassifier({ readsTags: parameters.requiredKeyTag !== null, wait })
  const judged = new Map<string, JudgedAgain>()
  for (const resource of await readNamed(fresh, rule.collector, uids)) {
    for (const verdict of await judge(fresh, rule, resource, classifier, parameters)) {
      judged.set(uidOf(rule, resource, verdict), { resource, verdict })
    }
  }
  return judged
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** What a scan reads once, it keeps; here the point is to read it again. */
export function forgetful(api: Api): Api {
  const onces = new Map<string, Promise<unknown>>()
  const regions = new Map<string, Api>()
  const fresh: Api = {
    ...api,
    once<T>(name: string, work: () => Promise<T>): Promise<T> {
      const known = onces.get(name)
      if (known !== undefined) return known as Promise<T>
      const result = work()
      onces.set(name, result)
      return result
    },
    in(region) {
      if (region === api.region) return fresh
      const known = regions.get(region) ?? forgetful(api.in(region))
      regions.set(region, known)
      return known
    },
  }
  return fresh
}

/** Most are named in the list already; where parts have names of their own, the rest is read too. */
async function readNamed(
  api: Api,
  collector: Collector<unknown>,
  uids: ReadonlySet<string>,
): Promise<readonly Resource[]> {
  const resources: Resource[] = []
  const others: unknown[] = []
  for await (const page of collector.list(api)) {
    for (const listed of page) {
      if (uids.has(collector.identify(listed, api).uid))
        resources.push(...(await readOne(api, collector, listed)))
      else others.push(listed)
    }
  }
  const missing = () => [...uids].some((wanted) => !resources.some(({ uid }) => uid === wanted))
  for (const listed of others) {
    if (!missing()) break
    resources.push(...(await readOne(api, collector, listed)))
  }
  return resources.filter(({ uid }) => uids.has(uid))
}

async function readOne(
  api: Api,
  collector: Collector<unknown>,
  listed: unknown,
): Promise<readonly Resource[]> {
  try {
    return await collector.read(api, listed)
  } catch (error) {
    if (error instanceof ApiError && error.kind === 'not-found') return []
    throw error
  }
}

async function judge(
  api: Api,
  rule: ResourceRule,
  resource: Resource,
  classifier: KeyClassifier,
  parameters: Parameters,
): Promise<readonly Verdict[]> {
  const references = rule.keyReferences(resource, parameters)
  const keys = await Promise.all(references.map((reference) => classifier.classify(api, reference)))
  return rule.judge(resource, keys, parameters)
}

function uidOf(rule: ResourceRule, resource: Resource, { subKey }: Verdict): string {
  const { partition, account, region, uid } = resource
  return findingUid({ ruleId: rule.id, partition, account, region, resourceUid: uid, subKey: subKey ?? null })
}
