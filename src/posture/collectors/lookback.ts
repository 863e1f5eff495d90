import type { Api } from '../api.ts'
import { defaultParameters } from '../parameters.ts'

const dayMs = 86_400_000

/** The earliest time of which jobs are of interest: older ones are history that nobody can change. */
export function lookback(api: Api): Date {
  const days = api.reach?.lookbackDays ?? defaultParameters.lookbackDays
  return new Date(api.now() - days * dayMs)
}
