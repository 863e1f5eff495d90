import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTokenBucket } from './token-bucket.ts'

/** Time passes only by waiting. */
function bucketAt(start: number, max: number) {
  const clock = { ms: 0 }
  const bucket = createTokenBucket({
    start,
    max,
    now: () => clock.ms,
    wait: async (ms) => {
      clock.ms += ms
    },
  })
  return { bucket, clock }
}

test('calls go at the rate, after a burst of a tenth of a second', async () => {
  const { bucket, clock } = bucketAt(10, 10)
  for (let i = 0; i < 31; i++) await bucket.take()
  assert.ok(clock.ms >= 2900 && clock.ms <= 3100, `${clock.ms} ms`)
})

test('all who wait are served, in order', async () => {
  const { bucket } = bucketAt(100, 100)
  const served: number[] = []
  await Promise.all(Array.from({ length: 50 }, (_, i) => bucket.take().then(() => served.push(i))))
  assert.deepEqual(
    served,
    [...served].sort((a, b) => a - b),
  )
  assert.equal(served.length, 50)
})

test('a throttle halves the rate, a burst of throttles only once, quiet seconds raise it by one each', async () => {
  const { bucket, clock } = bucketAt(40, 45)
  bucket.throttled()
  bucket.throttled()
  assert.equal(bucket.rate(), 20)
  clock.ms += 2000
  bucket.throttled()
  assert.ok(bucket.rate() <= 11)
  clock.ms += 3000
  await bucket.take()
  const rate = bucket.rate()
  assert.ok(rate > 11 && rate <= 15, `${rate}`)
  clock.ms += 3_600_000
  await bucket.take()
  assert.equal(bucket.rate(), 45)
})

test('it never stops altogether', () => {
  const { bucket, clock } = bucketAt(1, 10)
  for (let i = 0; i < 20; i++) {
    clock.ms += 1001
    bucket.throttled()
  }
  assert.ok(bucket.rate() >= 0.2)
})
