/** What is said of many measurements. */

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

/** Of neighbouring rounds: what disturbs the machine for a while disturbs both. */
export function medianRatio(values: readonly number[] = [], yardsticks: readonly number[] = []): number {
  return median(values.map((value, round) => value / (yardsticks[round] ?? Number.NaN)))
}

/** By nearest rank. @param fraction 0 to 1. */
export function percentile(values: readonly number[] | Float64Array, fraction: number): number {
  const sorted = Float64Array.from(values).sort()
  if (sorted.length === 0) return Number.NaN
  return (
    sorted[Math.min(sorted.length - 1, Math.ceil(fraction * sorted.length) - 1)] ?? sorted[0] ?? Number.NaN
  )
}
