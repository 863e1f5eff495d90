/** Findings of a scan, from its folder or its findings.jsonl. */

import { createReadStream, existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { UsageError } from '../engine/usage-error.ts'
import type { Finding } from '../finding.ts'

/** @throws UsageError when there are none, or a line is not a finding. */
export async function* readFindings(path: string): AsyncGenerator<Finding> {
  if (!existsSync(path)) throw new UsageError(`${path} does not exist.`)
  const file = statSync(path).isDirectory() ? join(path, 'findings.jsonl') : path
  if (!existsSync(file)) throw new UsageError(`${path} holds no findings.jsonl: scan with --format json.`)
  let line = 0
  for await (const text of createInterface({ input: createReadStream(file) })) {
    line += 1
    if (text.trim() !== '') yield parseFinding(text, `${file}, line ${line}`)
  }
}

const texts = ['findingUid', 'ruleId', 'status', 'region', 'partition', 'provider', 'lastSeen']

function parseFinding(text: string, where: string): Finding {
  try {
    const finding: unknown = JSON.parse(text)
    if (isFinding(finding)) return finding
  } catch {
    // Told below.
  }
  throw new UsageError(`${where} is not a finding of keyhold scan.`)
}

function isFinding(value: unknown): value is Finding {
  if (typeof value !== 'object' || value === null) return false
  const finding = value as Readonly<Record<string, unknown>>
  const { account, resource, muted } = finding as {
    account?: { id?: unknown }
    resource?: { uid?: unknown }
    muted?: unknown
  }
  return (
    texts.every((name) => typeof finding[name] === 'string') &&
    typeof account?.id === 'string' &&
    typeof resource?.uid === 'string' &&
    // Without it, nobody knows whether somebody has accepted it.
    muted !== undefined
  )
}
