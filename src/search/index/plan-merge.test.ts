import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ManifestSegment } from './manifest.ts'
import { planMerge } from './plan-merge.ts'

let count = 0
function segment(passages: number, overrides: Partial<ManifestSegment> = {}): ManifestSegment {
  count += 1
  const sizes = {
    directoryBytes: 0,
    postingsBytes: 0,
    contentBytes: passages * 1000,
    documents: passages,
    passages,
  }
  return { id: `s${count}`, dead: [], ...sizes, ...overrides }
}

test('planMerge: a thousand batches make few segments, and each passage is rewritten a few times', () => {
  let segments: ManifestSegment[] = []
  let written = 0
  let most = 0
  for (let i = 0; i < 1000; i += 1) {
    const folded = planMerge(segments, 25)
    const passages = 25 + folded.reduce((sum, { passages }) => sum + passages, 0)
    segments = [...segments.filter((old) => !folded.includes(old)), segment(passages)]
    written += passages
    most = Math.max(most, segments.length)
  }
  assert.equal(
    segments.reduce((sum, { passages }) => sum + passages, 0),
    25_000,
  )
  assert.ok(most <= 20, `${most} segments`)
  assert.ok(written / 25_000 <= 5, `written ${written / 25_000} times`)
})

test('planMerge: what is mostly dead is folded, what is too large is left alone', () => {
  const dead = segment(10, { dead: [0, 1, 2, 3, 4, 5] })
  const large = segment(10, { contentBytes: 100_000_000, dead: [0, 1, 2, 3, 4, 5] })
  assert.deepEqual(planMerge([segment(10), dead, large], 5), [dead])
})
