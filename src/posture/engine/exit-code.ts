import type { Finding, Severity } from '../finding.ts'

const severities: readonly Severity[] = ['INFO', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL']

export function isAtLeast(severity: Severity, least: Severity): boolean {
  return severities.indexOf(severity) >= severities.indexOf(least)
}

export const exitCodes = { clean: 0, usage: 1, setup: 2, failures: 3, incomplete: 4 } as const

/** A finding that makes the scan fail. */
export function isFailure({ status, severity, muted }: Finding, failOn: Severity | 'none'): boolean {
  return status === 'FAIL' && muted === null && failOn !== 'none' && isAtLeast(severity, failOn)
}

/** Failures count more than being incomplete: the latter is printed as well. */
export function exitCodeOf(hasFailures: boolean, isComplete: boolean): number {
  if (hasFailures) return exitCodes.failures
  return isComplete ? exitCodes.clean : exitCodes.incomplete
}
