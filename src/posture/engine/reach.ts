import type { Api } from '../api.ts'
import type { Parameters } from '../parameters.ts'

/** How far collectors must look so that every rule sees what it wants; each rule leaves out what it does not want. */
export function reachOf(parameters: readonly Parameters[]): NonNullable<Api['reach']> {
  return {
    lookbackDays: Math.max(0, ...parameters.map(({ lookbackDays }) => lookbackDays)),
    sessionsMax: Math.max(0, ...parameters.map(({ sessionsMax }) => sessionsMax)),
  }
}
