/**
 * Findings that somebody has decided to live with. A muted finding keeps its status and is shown; it only counts for
 * nothing. What has expired mutes no more and is told.
 */

import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { UsageError } from '../engine/usage-error.ts'
import type { Finding, Mute } from '../finding.ts'
import type { MuteNotice } from '../scan-summary.ts'
import { type MuteEntry, parseMuteEntry } from './mute-entry.ts'

export interface Mutes {
  mute(finding: Finding): Mute | null
  /** Valid after all findings were read. */
  unused(): readonly MuteNotice[]
  expired(): readonly MuteNotice[]
}

export interface MuteOptions {
  readonly entries: readonly MuteEntry[]
  /** Fingerprints of findings that were there before. */
  readonly baseline: ReadonlySet<string>
  /** Whoever can tag a resource could hide it, so only on request. */
  readonly honorsTags: boolean
  /** ms since the epoch. */
  readonly now: number
}

const muteTag = 'posture:mute'

export function createMutes({ entries, baseline, honorsTags, now }: MuteOptions): Mutes {
  const used = new Set<MuteEntry>()
  const outlived = new Set<MuteEntry>()
  return {
    mute(finding) {
      // There is nothing to mute about what is right, or not there.
      if (finding.status !== 'FAIL' && finding.status !== 'MANUAL') return null
      let found: Mute | null = null
      for (const entry of entries) {
        if (found !== null && (used.has(entry) || outlived.has(entry))) continue
        if (!entry.matches(finding)) continue
        if (entry.isExpired(now)) {
          outlived.add(entry)
          continue
        }
        used.add(entry)
        found ??= { by: entry.id, reason: entry.reason, expires: entry.expires }
      }
      if (found !== null) return found
      if (baseline.has(finding.findingUid))
        return { by: 'baseline', reason: 'It was there when the baseline was made.', expires: null }
      return honorsTags ? tagMute(finding, now) : null
    },
    unused: () => entries.filter((entry) => !used.has(entry) && !outlived.has(entry)).map(noticeOf),
    expired: () => [...outlived].map(noticeOf),
  }
}

function noticeOf({ id, expires }: MuteEntry): MuteNotice {
  return { id, expires }
}

/** `posture:mute` = `<rule>:<yyyy-mm-dd>`, several with spaces between. */
function tagMute({ ruleId, resource }: Finding, now: number): Mute | null {
  const value = Object.hasOwn(resource.tags, muteTag) ? resource.tags[muteTag] : undefined
  for (const part of value?.split(/\s+/) ?? []) {
    const [rule, expires = ''] = part.split(':')
    const until = Date.parse(expires)
    if (rule === ruleId && !Number.isNaN(until) && now < until + 86_400_000)
      return { by: 'tag', reason: `The resource is tagged ${muteTag}.`, expires }
  }
  return null
}

/** A YAML list, or `mutes:` with one. @throws UsageError */
export function readMutelist(path: string): MuteEntry[] {
  const document = parseYaml(path)
  const list =
    typeof document === 'object' && document !== null && 'mutes' in document ? document.mutes : document
  if (list === null) return []
  if (!Array.isArray(list)) throw new UsageError(`${path} is not a list of mutes.`)
  return list.map((entry, i) => parseMuteEntry(entry, i + 1))
}

/** Fingerprints, one a line or as a JSON list; or findings as JSON Lines, of which they are taken. @throws UsageError */
export function readBaseline(path: string): Set<string> {
  const text = readText(path)
  const found = new Set<string>()
  for (const line of text.split('\n')) {
    const uid = /"findingUid":"([0-9a-f]{32})"/.exec(line)?.[1]
    if (uid !== undefined) found.add(uid)
    else for (const [word] of line.matchAll(/\b[0-9a-f]{32}\b/g)) found.add(word)
  }
  return found
}

function parseYaml(path: string): unknown {
  try {
    return parse(readText(path), { maxAliasCount: 100 })
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${path} is not YAML: ${(error as Error).message.split('\n')[0]}`)
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new UsageError(`${path} cannot be read.`)
  }
}
