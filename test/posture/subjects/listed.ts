import type { Rule } from '../../../src/posture/rule.ts'
import type { FakeHandlers, FakeInput } from '../../support/fake-aws.ts'
import { keyOf, type Named, type Subject, twoPages } from './subject.ts'

/** Without a key it is AWS's own. */
export const absent = ['FAIL', 'KEY_AWS_OWNED'] as const

interface Listed {
  readonly rule: Rule
  readonly list: string
  /** Member of the list's answer. */
  readonly items: string
  readonly item: (resource: Named) => object
  readonly get: string
  readonly answer: (key: string | undefined, name: string) => object
  /** Member of the request that names the resource. */
  readonly by: string
  readonly more?: (resources: readonly Named[]) => FakeHandlers
}

/** A list, and a call that shows one item's key. */
export function listed({ rule, list, items, item, get, answer, by, more }: Listed): Subject {
  return {
    rule,
    absent,
    list,
    get,
    account: (resources) => ({
      [list]: twoPages({ items, from: 'nextToken' }, resources.map(item)),
      [get]: (input: FakeInput) => answer(keyOf(resources, input[by]), String(input[by])),
      ...more?.(resources),
    }),
  }
}
