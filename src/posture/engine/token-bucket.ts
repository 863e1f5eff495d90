/**
 * How fast one kind of call may go: a token bucket whose rate is halved on every throttle and grows by one a second
 * without (additive increase, multiplicative decrease), because quotas are shared with whoever else uses the account.
 */

export interface TokenBucket {
  /** Resolves when the call may go; in order. */
  take(): Promise<void>
  /** A call was throttled. */
  throttled(): void
  /** Calls a second, now. */
  rate(): number
}

export interface BucketOptions {
  /** Calls a second at first. */
  readonly start: number
  readonly max: number
  readonly now: () => number
  readonly wait: (ms: number) => Promise<void>
}

const slowest = 0.2
/** Throttles that come together are one: the calls were on their way when the first was answered. */
const throttleWindowMs = 1000

export function createTokenBucket({ start, max, now, wait }: BucketOptions): TokenBucket {
  let rate = start
  let tokens = burstOf(start)
  let filledAt = now()
  let throttledAt = Number.NEGATIVE_INFINITY
  let last: Promise<void> = Promise.resolve()
  let waiting = 0

  function refill(): void {
    const at = now()
    const seconds = Math.max(0, at - filledAt) / 1000
    filledAt = at
    if (at - throttledAt > throttleWindowMs) rate = Math.min(max, rate + seconds)
    tokens = Math.min(burstOf(rate), tokens + seconds * rate)
  }

  async function takeNext(): Promise<void> {
    refill()
    while (tokens < 1) {
      await wait(Math.ceil(((1 - tokens) / rate) * 1000))
      refill()
    }
    tokens -= 1
  }

  return {
    take() {
      refill()
      // Nobody waits: no promise chain for the many calls that go at once.
      if (tokens >= 1 && waiting === 0) {
        tokens -= 1
        return Promise.resolve()
      }
      waiting++
      last = last.then(takeNext).finally(() => waiting--)
      return last
    },
    throttled() {
      refill()
      if (now() - throttledAt <= throttleWindowMs) return
      throttledAt = now()
      rate = Math.max(slowest, rate / 2)
      tokens = Math.min(tokens, 0)
    },
    rate: () => rate,
  }
}

/** A tenth of a second's worth, so that a start is no surge. */
function burstOf(rate: number): number {
  return Math.max(1, rate / 10)
}
