/** A scan of 50,000 resources: how long, how much memory, and whether it asks more than it must. */

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  fewestCalls,
  guardrailCount,
  keyCount,
  latencyMs,
  logGroupCount,
  resourceCount,
} from './scan-sizes.ts'
import { type Table, whole } from './table.ts'

export interface ScanMeasure {
  readonly seconds: number
  readonly residentBytesMax: number
  readonly calls: Readonly<Record<string, number>>
}

const accountFile = fileURLToPath(new URL('./scan-account.ts', import.meta.url))
const scanFile = fileURLToPath(new URL('./scan-process.ts', import.meta.url))
const expectedExitCode = 3

/** @throws when the scan does not end as it must, or calls more or less than the fewest */
export async function benchScan(): Promise<ScanMeasure> {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-bench-scan-'))
  const account = fork(accountFile)
  try {
    const [port] = await once(account, 'message')
    const rules = 'bedrock-guardrail-cmk,logs-group-cmk'
    const scan = fork(
      scanFile,
      ['scan', '--rules', rules, '--output', folder, '--quiet', '--format', 'csv'],
      {
        env: {
          ...process.env,
          AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
          AWS_REGION: 'us-east-1',
          AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
          AWS_SECRET_ACCESS_KEY: 'secret',
          AWS_CONFIG_FILE: join(folder, 'none'),
          AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
        },
      },
    )
    const [{ exitCode, ...measure }] = await once(scan, 'message')
    if (exitCode !== expectedExitCode)
      throw new Error(`the scan ended with ${exitCode} instead of ${expectedExitCode}`)
    account.send('calls')
    const [calls] = await once(account, 'message')
    requireFewest(calls)
    return { ...measure, calls }
  } finally {
    account.disconnect()
    rmSync(folder, { recursive: true, force: true })
  }
}

function requireFewest(calls: Readonly<Record<string, number>>): void {
  for (const [operation, count] of Object.entries({ ...calls, ...fewestCalls() }))
    if (calls[operation] !== count || fewestCalls()[operation] !== count)
      throw new Error(
        `${operation} was called ${calls[operation]} times; the fewest are ${fewestCalls()[operation] ?? 0}`,
      )
}

export function scanTable({ seconds, residentBytesMax, calls }: ScanMeasure): Table {
  const total = Object.values(calls).reduce((sum, count) => sum + count, 0)
  const fewest = Object.values(fewestCalls()).reduce((sum, count) => sum + count, 0)
  return {
    title: 'Posture scan',
    note: `${whole(guardrailCount)} guardrails, read one by one, ${whole(logGroupCount)} log groups and ${whole(keyCount)} keys of a local account in another process, each answer after ${latencyMs} ms; with journal, history and two reports.`,
    head: ['', 'measured', 'bound'],
    rows: [
      ['resources', whole(resourceCount), ''],
      ['seconds', seconds.toFixed(1), '< 120'],
      ['resources per second', whole(resourceCount / seconds), ''],
      ['memory, MiB resident at most', whole(residentBytesMax / 1024 / 1024), '< 300'],
      ['calls', whole(total), `= ${whole(fewest)}`],
      ...Object.entries(calls).map(([operation, count]) => [
        operation,
        whole(count),
        `= ${whole(fewestCalls()[operation] ?? 0)}`,
      ]),
    ],
  }
}
