/**
 * Whose key a resource names: asked once for each key in a scan, answers and errors shared. A reference to `alias/aws/<service>`
 * is never sent anywhere: describing such an alias can make the key.
 */

import type { KeyMetadata } from '@aws-sdk/client-kms'
import { type Api, ApiError } from '../api.ts'
import { kms } from '../services.ts'
import { type Aliases, readAliases } from './aliases.ts'
import { describedFacts, factsOf, type NamedFacts, undescribedFacts } from './describe-key.ts'
import { describeKey, describeKeyOnce } from './describe-once.ts'
import type { KeyFacts, KeyReference } from './key-facts.ts'
import { isMultiRegion, type KeyHome, parseKeyReference } from './key-reference.ts'

export interface KeyClassifier {
  /**
   * @param api the resource's account and region
   * @throws what ends the scan: expired credentials, a deadline. Every other error is an answer.
   */
  classify(api: Api, reference: KeyReference): Promise<KeyFacts>
  /** Known from an interrupted scan: not asked again. */
  remember(account: string, facts: KeyFacts): void
}

export interface KeyClassifierOptions {
  /** Reads tags of customer-managed keys as well: only where a required tag is configured. */
  readonly readsTags: boolean
  readonly wait: (ms: number) => Promise<void>
}

/** A key that is being made is asked for once more. */
const settlingMs = 2000
const settlingStates = new Set(['Creating', 'Updating'])

export function createKeyClassifier({ readsTags, wait }: KeyClassifierOptions): KeyClassifier {
  const known = new Map<string, Promise<NamedFacts>>()

  function shared(api: Api, name: string, work: () => Promise<NamedFacts>): Promise<NamedFacts> {
    const cacheKey = `${api.account}|${name}`
    const found = known.get(cacheKey)
    if (found !== undefined) return found
    const facts = work()
    known.set(cacheKey, facts)
    return facts
  }

  async function describe(api: Api, id: string): Promise<NamedFacts> {
    const home = { partition: api.partition, region: api.region, account: api.account }
    const factsFrom = (metadata: KeyMetadata | undefined) => describedFacts(metadata ?? { KeyId: id }, home)
    let facts = factsFrom(await describeKeyOnce(api, id))
    if (settlingStates.has(facts.state ?? '')) {
      await wait(settlingMs)
      facts = factsFrom(await describeKey(api, id))
    }
    if (!readsTags || facts.class !== 'CUSTOMER') return facts
    return { ...facts, tags: await readTags(api, id) }
  }

  /** @param arn of a key, or of an alias of another account */
  function describeOnce(api: Api, arn: string, home: KeyHome, aliases: Aliases | null, keyId: string) {
    return shared(api, arn, async () => {
      const provenByAlias = aliases?.ownerOf(keyId) === 'customer'
      try {
        const facts = await describe(api.in(home.region), arn)
        return facts.arn === null ? { ...facts, arn } : facts
      } catch (error) {
        const isOwn = home.account === api.account
        return undescribedFacts(answerable(error), arn, home, { isOwn, provenByAlias })
      }
    })
  }

  async function keyFacts(api: Api, arn: string, home: KeyHome, keyId: string): Promise<NamedFacts> {
    const elsewhere = home.region !== api.region
    if (elsewhere && isMultiRegion(keyId)) {
      // The replica in the resource's own region is the one that counts, if it is there.
      const here = { ...home, region: api.region }
      const replica = await keyFacts(api, arnOf(here, keyId), here, keyId)
      if (replica.class !== 'MISSING') return replica
    }
    const aliases = elsewhere || home.account !== api.account ? null : await aliasesOf(api)
    if (aliases?.ownerOf(keyId) === 'aws')
      return factsOf({
        arn,
        class: 'AWS_MANAGED',
        reasonCode: 'KEY_AWS_MANAGED',
        manager: 'AWS',
        account: home.account,
        region: home.region,
      })
    return describeOnce(api, arn, home, aliases, keyId)
  }

  async function aliasFacts(api: Api, alias: string, arn: string, home: KeyHome): Promise<NamedFacts> {
    const isOwn = home.account === api.account
    const aliases = isOwn ? await aliasesOf(api.in(home.region)) : null
    // Another account's aliases cannot be listed, and one's own perhaps neither; the name is not AWS's, so asking is harmless.
    if (aliases === null) return describeOnce(api, arn, home, null, '')
    const target = aliases.targetOf(alias)
    if (target == null)
      return factsOf({
        arn,
        class: 'MISSING',
        reasonCode: 'ALIAS_NOT_FOUND',
        account: home.account,
        region: home.region,
      })
    return keyFacts(api, arnOf(home, target), home, target)
  }

  return {
    async classify(api, reference) {
      const there = reference.region === undefined ? api : api.in(reference.region)
      const home = { partition: there.partition, region: there.region, account: there.account }
      const parsed = parseKeyReference(reference.ref, home)
      const ref = reference.ref || null
      switch (parsed.kind) {
        case 'absent':
          return { ref: null, ...absentFacts(reference) }
        case 'service-key':
          return { ref, ...factsOf({ class: 'AWS_OWNED', reasonCode: 'KEY_AWS_OWNED' }) }
        case 'aws-alias':
          return { ref, ...factsOf({ class: 'AWS_MANAGED', reasonCode: 'KEY_AWS_MANAGED' }) }
        case 'unparsable':
          return { ref, ...factsOf({ class: 'UNKNOWN', reasonCode: 'KEY_REF_UNPARSABLE' }) }
        case 'key':
          return { ref, ...(await keyFacts(there, parsed.arn, parsed.home, parsed.keyId)) }
        case 'alias':
          return { ref, ...(await aliasFacts(there, parsed.alias, parsed.arn, parsed.home)) }
      }
    },
    remember(account, { ref: _, ...facts }) {
      if (facts.arn === null || readsTags || facts.reasonCode.startsWith('API_ERROR')) return
      known.set(`${account}|${facts.arn}`, Promise.resolve(facts))
    },
  }
}

const absentReasons = {
  AWS_OWNED: 'KEY_AWS_OWNED',
  AWS_MANAGED: 'KEY_AWS_MANAGED',
  NONE: 'NOT_ENCRYPTED',
  UNKNOWN: 'KEY_ABSENT_UNKNOWN',
} as const

function absentFacts({ absent, absentReason }: KeyReference): NamedFacts {
  return factsOf({ class: absent, reasonCode: absentReason ?? absentReasons[absent] })
}

/** Null: they cannot be listed, so they prove nothing. */
async function aliasesOf(api: Api): Promise<Aliases | null> {
  try {
    return await api.once('kms:aliases', () => readAliases(api))
  } catch (error) {
    answerable(error)
    return null
  }
}

async function readTags(api: Api, keyId: string): Promise<NonNullable<KeyFacts['tags']> | null> {
  try {
    const answer = await api.call(kms, 'ListResourceTags', (client) =>
      client.listResourceTags({ KeyId: keyId }),
    )
    return Object.fromEntries(
      (answer.Tags ?? []).map(({ TagKey, TagValue }) => [TagKey ?? '', TagValue ?? '']),
    )
  } catch (error) {
    answerable(error)
    return null
  }
}

/** @throws the error itself when it ends the scan, or is none of the service's */
function answerable(error: unknown): ApiError {
  if (!(error instanceof ApiError) || error.kind === 'credentials') throw error
  return error
}

function arnOf({ partition, region, account }: KeyHome, keyId: string): string {
  return `arn:${partition}:kms:${region}:${account}:key/${keyId}`
}
