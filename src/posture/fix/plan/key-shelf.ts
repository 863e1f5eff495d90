/** The keys of a plan in one account and region: each purpose's is planned once, for all its uses together. */

import type { Api } from '../../api.ts'
import { type KeyPlan, type KeyWish, planKey, requireUsableKey } from '../key/key-step.ts'
import type { KeyNeeds } from '../key-needs.ts'

export interface KeyShelf {
  /** @throws {NotPlanned} the same for every taker. @throws {ApiError} */
  take(purpose: string): Promise<KeyPlan>
}

export interface KeyUse {
  readonly needs: KeyNeeds
  /** ARN of what will be under it. */
  readonly resource: string
}

export function createKeyShelf(
  api: Api,
  wish: Omit<KeyWish, 'needs' | 'resources'> & { readonly keyArn: string | null },
  uses: readonly KeyUse[],
): KeyShelf {
  const known = new Map<string, Promise<KeyPlan>>()
  // One key for all purposes has one policy for all of them.
  const usesOf = (purpose: string) =>
    wish.keyArn === null ? uses.filter(({ needs }) => needs.purpose === purpose) : uses

  async function plan(purpose: string): Promise<KeyPlan> {
    const { keyArn } = wish
    if (keyArn !== null) await requireUsableKey(api, keyArn)
    const mine = usesOf(purpose)
    const needs = mine.map((use) => use.needs)
    const resources = [...new Set(mine.map(({ resource }) => resource))].sort()
    return planKey(api, { ...wish, needs, resources }, keyArn)
  }

  return {
    take(purpose) {
      const name = wish.keyArn ?? purpose
      const found = known.get(name)
      if (found !== undefined) return found
      const planned = plan(purpose)
      planned.catch(() => {})
      known.set(name, planned)
      return planned
    },
  }
}
