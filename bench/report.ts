/** Results as tables: for the terminal and for docs/performance.md. */

import { cpus, totalmem, type } from 'node:os'
import { stripVTControlCharacters } from 'node:util'
import CliTable from 'cli-table3'
import type { ChatMeasure } from './chat.ts'
import { type GuardrailMeasure, guardrailTables } from './guardrails.ts'
import type { KmsMeasure } from './kms.ts'
import type { LargeObjectMeasure, ObjectMeasure } from './objects.ts'
import type { ScaleMeasure } from './scale.ts'
import { scaleTables } from './scale-tables.ts'
import { type ScanMeasure, scanTable } from './scan.ts'
import type { SigningMeasure } from './signing.ts'
import { signingTable } from './signing-table.ts'
import { type Table, whole } from './table.ts'

export interface Results {
  readonly date: string
  readonly machine: string
  readonly node: string
  readonly target: string
  readonly kms?: readonly KmsMeasure[]
  readonly scale?: ScaleMeasure
  readonly signing?: readonly SigningMeasure[]
  readonly objects?: readonly ObjectMeasure[]
  readonly largeObject?: LargeObjectMeasure
  readonly chat?: ChatMeasure
  readonly guardrails?: GuardrailMeasure
  readonly scan?: ScanMeasure
}

const kibibyte = 1024
const mebibyte = 1024 * kibibyte

export function machine(): string {
  const [first] = cpus()
  const memory = `${Math.round(totalmem() / (1024 * mebibyte))} GiB`
  return `${cpus().length} × ${first?.model.trim() ?? 'CPU'}, ${memory}, ${type()}`
}

export function tablesOf(results: Results): Table[] {
  const tables: Table[] = []
  if (results.kms) tables.push(kmsTable(results.kms))
  if (results.scale) tables.push(...scaleTables(results.scale))
  if (results.signing) tables.push(signingTable(results.signing))
  if (results.objects) tables.push(objectTable(results.objects))
  if (results.largeObject) tables.push(largeObjectTable(results.largeObject))
  if (results.chat) tables.push(chatTable(results.chat))
  if (results.guardrails) tables.push(...guardrailTables(results.guardrails))
  if (results.scan) tables.push(scanTable(results.scan))
  return tables
}

export function terminalText(results: Results): string {
  const parts = tablesOf(results).map(({ title, note, head, rows }) => {
    const table = new CliTable({
      head: [...head],
      colAligns: ['left', ...head.slice(1).map(() => 'right' as const)],
    })
    for (const row of rows) table.push([...row])
    const drawn = process.stdout.isTTY ? table.toString() : stripVTControlCharacters(table.toString())
    return `${title}\n${drawn}\n${note}`
  })
  return [`${results.machine}; Node ${results.node}; ${results.target}`, ...parts].join('\n\n')
}

export function markdownText(results: Results): string {
  const parts = tablesOf(results).flatMap(({ title, note, head, rows }) => [
    `## ${title}`,
    '',
    note,
    '',
    `| ${head.join(' | ')} |`,
    `| --- |${' ---: |'.repeat(head.length - 1)}`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    '',
  ])
  return [
    '# Performance',
    '',
    'Measured by `npm run bench -- --write`. Run it yourself, or against another endpoint: `npm run bench -- --against URL`.',
    '',
    `- date: ${results.date}`,
    `- machine: ${results.machine}`,
    `- Node ${results.node}`,
    '',
    ...parts,
  ].join('\n')
}

function kmsTable(measures: readonly KmsMeasure[]): Table {
  return {
    title: 'KMS over HTTP',
    note:
      'Signature, key policy and durable trail included, beside a node:http server that answers a fixed body of the ' +
      'same size to as many connections in the same run, in alternating rounds. The bare server and the load have a process ' +
      'each; `KEYHOLD_WORKERS` gives Keyhold more than one.',
    head: [
      'operation',
      'processes',
      'connections',
      'calls/s',
      'bare HTTP/s',
      'ratio',
      'p50 ms',
      'p99 ms',
      'bare p50 ms',
    ],
    rows: measures.map((measure) => [
      measure.operation,
      String(measure.workers ?? '?'),
      whole(measure.connections),
      whole(measure.rate),
      whole(measure.bareRate),
      measure.ratio.toFixed(2),
      measure.p50.toFixed(2),
      measure.p99.toFixed(2),
      measure.bareP50.toFixed(2),
    ]),
  }
}

function objectTable(measures: readonly ObjectMeasure[]): Table {
  return {
    title: 'Objects',
    note: 'Sealing and opening in memory, in MiB/s, beside raw AES-256-GCM of node:crypto on the same bytes.',
    head: ['size', 'seal', 'raw', 'ratio', 'open', 'raw', 'ratio'],
    rows: measures.map((measure) => [
      size(measure.bytes),
      whole(measure.seal),
      whole(measure.rawSeal),
      measure.sealRatio.toFixed(2),
      whole(measure.open),
      whole(measure.rawOpen),
      measure.openRatio.toFixed(2),
    ]),
  }
}

function largeObjectTable(measure: LargeObjectMeasure): Table {
  const rate = (seconds: number) => `${whole(measure.bytes / mebibyte / seconds)} MiB/s`
  return {
    title: 'A large object',
    note: 'Sealed to a file and opened from it as streams, in a process of its own; its peak resident memory.',
    head: ['size', 'seal', 'open', 'memory before', 'memory at most'],
    rows: [
      [
        size(measure.bytes),
        rate(measure.sealSeconds),
        rate(measure.openSeconds),
        `${whole(measure.residentBeforeMib)} MiB`,
        `${whole(measure.residentPeakMib)} MiB`,
      ],
    ],
  }
}

function chatTable(measure: ChatMeasure): Table {
  return {
    title: 'Q Business',
    note: `${whole(measure.questions)} ChatSync questions, one after the other, over ${whole(measure.documents)} documents (${size(measure.documentBytes)} of text).`,
    head: ['documents', 'indexed/s', 'first question ms', 'p50 ms', 'p99 ms'],
    rows: [
      [
        whole(measure.documents),
        whole(measure.ingestionRate),
        measure.first.toFixed(0),
        measure.p50.toFixed(1),
        measure.p99.toFixed(1),
      ],
    ],
  }
}

function size(bytes: number): string {
  if (bytes >= 1024 * mebibyte) return `${Math.round(bytes / (1024 * mebibyte))} GiB`
  if (bytes >= mebibyte) return `${Math.round(bytes / mebibyte)} MiB`
  return `${Math.round(bytes / kibibyte)} KiB`
}
