/**
 * What Keyhold costs, measured.
 *
 *   npm run bench                              everything, on a server of its own
 *   npm run bench -- --only PART               one part, kms|scale|signing|objects|chat|guardrails|scan; may be given again
 *   npm run bench -- --against URL             KMS at another endpoint; credentials and region from environment or profile
 *   npm run bench -- --connections 32,512      KMS with so many clients at once
 *   npm run bench -- --workers 1,2             KMS on servers with so many processes
 *   npm run bench -- --write                   also writes docs/performance.md
 *   npm run bench -- --json                    results as JSON
 */

import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { benchChat, type ChatMeasure } from './chat.ts'
import { benchGuardrails } from './guardrails.ts'
import { benchKms, type KmsMeasure } from './kms.ts'
import { benchLargeObject, benchObjects } from './objects.ts'
import { machine, markdownText, type Results, terminalText } from './report.ts'
import { benchScale } from './scale.ts'
import { benchScan } from './scan.ts'
import { benchSigning } from './signing.ts'
import { otherTarget, startTarget } from './target.ts'

const parts = ['kms', 'scale', 'signing', 'objects', 'chat', 'guardrails', 'scan'] as const
type Part = (typeof parts)[number]

const { values: options } = parseArgs({
  options: {
    against: { type: 'string' },
    only: { type: 'string', multiple: true },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    connections: { type: 'string', default: '32,512' },
    workers: { type: 'string', default: '1,2' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    documents: { type: 'string', default: '10000' },
    questions: { type: 'string', default: '500' },
    keys: { type: 'string', default: '1000000' },
    grants: { type: 'string', default: '49900' },
  },
})

async function measure(wanted: ReadonlySet<Part>): Promise<Results> {
  const kms = wanted.has('kms') ? await measureKms() : undefined
  const chat = wanted.has('chat') ? await measureChat() : undefined
  const scale = wanted.has('scale') ? await benchScale(scaleOptions()) : undefined
  const signing = wanted.has('signing') ? await benchSigning() : undefined
  const objects = wanted.has('objects') ? await benchObjects() : undefined
  const largeObject = wanted.has('objects') ? await benchLargeObject() : undefined
  const guardrails = wanted.has('guardrails') ? await benchGuardrails() : undefined
  const scan = wanted.has('scan') ? await benchScan() : undefined
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: machine(),
    node: process.versions.node,
    target: options.against ?? 'Keyhold, SQLite',
    ...(kms && { kms }),
    ...(scale && { scale }),
    ...(signing && { signing }),
    ...(objects && { objects }),
    ...(largeObject && { largeObject }),
    ...(chat && { chat }),
    ...(guardrails && { guardrails }),
    ...(scan && { scan }),
  }
}

/** Another endpoint has as many processes as it has. */
async function measureKms(): Promise<KmsMeasure[]> {
  const measures: KmsMeasure[] = []
  for (const workers of options.against === undefined ? counts(options.workers) : [null]) {
    const target = await (options.against === undefined
      ? startTarget(workers ?? 1)
      : otherTarget(options.against))
    try {
      for (const connections of counts(options.connections)) {
        console.error(`KMS: ${connections} connections${workers === null ? '' : `, processes: ${workers}`}`)
        measures.push(...(await benchKms(target, { workers, connections, ...roundOptions() })))
      }
    } finally {
      await target.stop()
    }
  }
  return measures
}

async function measureChat(): Promise<ChatMeasure> {
  const target = await startTarget(1)
  try {
    return await benchChat(target, count(options.documents), count(options.questions))
  } finally {
    await target.stop()
  }
}

function roundOptions() {
  return { rounds: count(options.rounds), seconds: count(options.seconds) }
}

function scaleOptions() {
  const [connections = 32] = counts(options.connections)
  return { ...roundOptions(), connections, keys: count(options.keys), grants: count(options.grants) }
}

function wantedParts(): Set<Part> {
  // Another endpoint is measured from outside: by the API that every one of them has.
  const asked = options.only ?? (options.against === undefined ? parts : ['kms'])
  const wanted = new Set<Part>()
  for (const part of asked) {
    const known = parts.find((name) => name === part)
    if (known === undefined) throw new Error(`--only ${part}: it is one of ${parts.join(', ')}`)
    wanted.add(known)
  }
  return wanted
}

function counts(list: string): number[] {
  return list.split(',').map(count)
}

function count(text: string): number {
  const value = Number(text)
  if (!Number.isFinite(value) || value <= 0) throw new Error(`${text} is no positive number`)
  return value
}

const results = await measure(wantedParts())
console.log(options.json ? JSON.stringify(results, null, 2) : terminalText(results))
if (options.write) {
  writeFileSync(fileURLToPath(new URL('../docs/performance.md', import.meta.url)), markdownText(results))
}
