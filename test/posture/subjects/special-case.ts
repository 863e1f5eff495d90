/** Cases where it is not a key alone that decides: a fake account, and all that is to be said of it. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Parameters } from '../../../src/posture/parameters.ts'
import { rules } from '../../../src/posture/rules/rules.ts'
import { type FakeHandlers, startFakeAws } from '../../support/fake-aws.ts'
import { fakeKey, keyHandlers, keys } from '../../support/fake-keys.ts'
import { scanWith } from '../../support/scan.ts'

export interface Case {
  readonly title: string
  /** Ids, apart by spaces. */
  readonly rules: string
  readonly account: FakeHandlers
  readonly parameters?: Partial<Parameters>
  /** `name STATUS REASON`, with the rule's id before it when there are several; but for rules that found nothing. */
  readonly says: readonly string[]
}

/** A multi-Region key in us-east-1, and its replica in eu-west-1. */
export const multiRegion = fakeKey(21, {}, { mrk: true })
export const replica = fakeKey(21, {}, { region: 'eu-west-1', mrk: true })

/** @param scope ends the fake account */
export async function testCases(
  scope: { after(close: () => unknown): void },
  cases: readonly Case[],
): Promise<void> {
  const known = [...Object.values(keys).filter((key) => key !== keys.deleted), replica, multiRegion]
  const fake = await startFakeAws(scope, keyHandlers(known))
  for (const { title, rules: ids, account, parameters = {}, says } of cases)
    test(`${ids}: ${title}`, async () => {
      fake.set(account)
      const selected = ids.split(' ').map(ruleOf)
      const findings = await scanWith(fake, selected, { parameters })
      const said = findings
        .filter(({ reasonCode }) => reasonCode !== 'NO_RESOURCES')
        .map(({ ruleId, resource, status, reasonCode }) =>
          [...(selected.length > 1 ? [ruleId] : []), resource.name, status, reasonCode].join(' '),
        )
      assert.deepEqual(said.sort(), [...says].sort())
      assert.equal(new Set(findings.map(({ findingUid }) => findingUid)).size, findings.length)
    })
}

function ruleOf(id: string) {
  const found = rules.find((each) => each.id === id)
  assert.ok(found, id)
  return found
}
