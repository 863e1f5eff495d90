import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { SealedRecord } from '../../envelope/envelope.ts'
import { newSecret } from '../../resources/keyed-id.ts'
import { searchPage } from './search-page.ts'
import { defaultSettings } from './settings.ts'

const secret = newSecret()

function record(at: number): SealedRecord<{ at: number }> {
  return {
    kind: 'asset',
    id: String(at),
    parent: '',
    status: '',
    revision: 1,
    createdAt: 0,
    updatedAt: 0,
    cursor: String(at),
    body: { at },
  }
}

test('a search’s pages together are what matches, in order, however its limits fall', async () => {
  const numbers = fc.integer({ min: 1, max: 60 })
  await fc.assert(
    fc.asyncProperty(
      fc.record({ total: fc.nat(200), limit: numbers, searchedRecordsMax: numbers, searchBytesMax: numbers }),
      fc.integer({ min: 1, max: 9 }),
      async ({ total, limit, ...limits }, every) => {
        const records = Array.from({ length: total }, (_, at) => record(at))
        const room = { settings: { ...defaultSettings, ...limits } } as Parameters<typeof searchPage>[0]
        const found: number[] = []
        let nextToken: string | undefined
        for (let page = 0; page === 0 || nextToken !== undefined; page++) {
          assert.ok(page <= total, 'it ends')
          const answer = await searchPage<{ at: number }>(
            room,
            { secret, request: ['Search'] },
            { limit, nextToken },
            async ({ after, limit: chunk }) => {
              const start = after === undefined ? 0 : Number(after) + 1
              return records.slice(start, start + (chunk ?? 0))
            },
            ({ body }) => body.at % every === 0,
          )
          assert.ok(answer.page.length <= limit)
          found.push(...answer.page.map(({ body }) => body.at))
          nextToken = answer.nextToken
        }
        assert.deepEqual(
          found,
          records.map(({ body }) => body.at).filter((at) => at % every === 0),
        )
      },
    ),
    { numRuns: 100 },
  )
})
