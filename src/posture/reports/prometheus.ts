/** Prometheus text, for the textfile collector of the node exporter or a push gateway. */

import { Gauge, Registry } from 'prom-client'
import { keepScore } from '../history/score.ts'
import type { ReportInput, ReportOptions, Write } from './report.ts'

/** Status, severity and muting together; few enough for a time series each. */
type FindingLabels = 'rule' | 'status' | 'severity' | 'muted'

export async function writePrometheus(input: ReportInput, _: ReportOptions, write: Write): Promise<void> {
  const registry = new Registry()
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Gauge<Label>({ name: `keyhold_posture_${name}`, help, labelNames, registers: [registry] })
  const findings = gauge<FindingLabels>('findings', 'Findings of the last scan.', [
    'rule',
    'status',
    'severity',
    'muted',
  ])
  const keeper = keepScore()
  for await (const finding of input.findings) {
    const { ruleId, status, severity, muted } = finding
    keeper.add(finding)
    findings.inc({ rule: ruleId, status, severity, muted: muted === null ? 'false' : 'true' })
  }
  const { summary } = input
  const score = keeper.score()
  if (score !== null) gauge('score', 'Score of the last scan, 0 to 100.', []).set(score)
  gauge('complete', '1 when the last scan saw everything that it was asked to see.', []).set(
    summary.completeness === 'complete' ? 1 : 0,
  )
  gauge('resources', 'Resources judged by the last scan.', []).set(summary.resources)
  gauge('last_scan_timestamp_seconds', 'When the last scan ended.', []).set(
    Date.parse(summary.endedAt) / 1000,
  )
  gauge('scan_duration_seconds', 'How long the last scan took.', []).set(
    (Date.parse(summary.endedAt) - Date.parse(summary.startedAt)) / 1000,
  )
  const calls = gauge('api_calls', 'API calls of the last scan.', ['service'])
  const throttles = gauge('api_throttles', 'API calls of the last scan that were throttled.', ['service'])
  for (const { service, ...counts } of summary.calls) {
    calls.set({ service }, counts.calls)
    throttles.set({ service }, counts.throttles)
  }
  const denied = gauge('denied_calls', 'API calls of the last scan that were denied.', ['action', 'account'])
  for (const entry of summary.denied)
    denied.inc({ action: entry.action, account: entry.account }, entry.calls)
  await write(await registry.metrics())
}
