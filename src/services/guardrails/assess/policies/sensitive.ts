import type { GuardrailPiiEntityConfig, GuardrailRegexConfig } from '@aws-sdk/client-bedrock'
import type {
  GuardrailPiiEntityFilter,
  GuardrailRegexFilter,
  GuardrailSensitiveInformationPolicyAction,
} from '@aws-sdk/client-bedrock-runtime'
import type { GuardrailDefinition } from '../../definition.ts'
import type { Content, Judged, Source } from '../content.ts'
import { actionOf, isEnabled } from '../direction.ts'
import type { Span } from '../fold.ts'
import type { Mask } from '../mask.ts'
import { findPii, type PiiType } from '../pii/pii.ts'
import { compilePattern } from '../regexes/compile-pattern.ts'
import { findMatches } from '../regexes/find-matches.ts'
import type { Breathe } from '../slices.ts'
import { unitsOf } from '../usage.ts'
import { silent, type Verdict } from './verdict.ts'

const performed = { BLOCK: 'BLOCKED', ANONYMIZE: 'ANONYMIZED', NONE: 'NONE' } as const

interface Entity {
  readonly type: PiiType
  readonly action: GuardrailSensitiveInformationPolicyAction
}

/** PII entities and custom regular expressions. Equal matches of one kind are reported once. */
export async function judgeSensitive(
  policy: GuardrailDefinition['sensitiveInformationPolicyConfig'],
  content: Content,
  source: Source,
  isFull: boolean,
  breathe: Breathe,
): Promise<Verdict> {
  const entities = (policy?.piiEntitiesConfig ?? []).filter((entity) => isEnabled(entity, source))
  const regexes = (policy?.regexesConfig ?? []).filter((regex) => isEnabled(regex, source))
  if (entities.length === 0 && regexes.length === 0) return silent

  const pii = await judgeEntities(entities, content, source, breathe)
  const custom = await judgeRegexes(regexes, content, source, breathe)
  const piiEntities = isFull ? [...pii.reports, ...missing(entities, pii.reports)] : pii.reports
  const all = [...piiEntities, ...custom.reports]
  const units = unitsOf(content.characters.judged)
  return {
    assessment:
      all.length === 0 ? {} : { sensitiveInformationPolicy: { piiEntities, regexes: custom.reports } },
    blocked: all.some(({ action }) => action === 'BLOCKED'),
    masks: content.judged.map((_, i) => [...(pii.masks[i] ?? []), ...(custom.masks[i] ?? [])]),
    usage: {
      sensitiveInformationPolicyUnits: entities.length > 0 ? units : 0,
      // Regular expressions are not charged for (Amazon Bedrock pricing, "Guardrails").
      sensitiveInformationPolicyFreeUnits: regexes.length > 0 ? units : 0,
    },
  }
}

interface Judgement<Report> {
  readonly reports: Report[]
  readonly masks: Mask[][]
}

async function judgeEntities(
  configs: readonly GuardrailPiiEntityConfig[],
  content: Content,
  source: Source,
  breathe: Breathe,
): Promise<Judgement<GuardrailPiiEntityFilter>> {
  const entities = new Map<PiiType, Entity>()
  for (const config of configs) {
    if (config.type === undefined) continue
    const action = performed[actionOf(config, source, config.action ?? 'BLOCK')]
    entities.set(config.type, { type: config.type, action })
  }
  const reports = new Map<string, GuardrailPiiEntityFilter>()
  const masks: Mask[][] = []
  for (const { text, folded } of content.judged) {
    const masked: Mask[] = []
    for (const { type, start, end } of await findPii(entities.keys(), folded.text, breathe)) {
      const span = folded.toOriginal(start, end)
      const match = text.slice(span.start, span.end)
      const action = entities.get(type)?.action ?? 'NONE'
      reports.set(`${type} ${match}`, { match, type, action, detected: true })
      if (action === 'ANONYMIZED') masked.push({ ...span, replacement: `{${type}}` })
    }
    masks.push(masked)
  }
  return { reports: [...reports.values()], masks }
}

async function judgeRegexes(
  configs: readonly GuardrailRegexConfig[],
  content: Content,
  source: Source,
  breathe: Breathe,
): Promise<Judgement<GuardrailRegexFilter>> {
  const reports = new Map<string, GuardrailRegexFilter>()
  const masks: Mask[][] = content.judged.map(() => [])
  for (const config of configs) {
    const { name = '', pattern: regex = '' } = config
    const pattern = compilePattern(regex)
    const action = performed[actionOf(config, source, config.action ?? 'BLOCK')]
    for (const [i, judged] of content.judged.entries()) {
      for (const span of await spansIn(judged, pattern, breathe)) {
        const match = judged.text.slice(span.start, span.end)
        reports.set(`${name} ${match}`, { name, match, regex, action, detected: true })
        if (action === 'ANONYMIZED') masks[i]?.push({ ...span, replacement: `{${name}}` })
      }
    }
  }
  return { reports: [...reports.values()], masks }
}

/** A customer's pattern reads the text as it came, not as we fold it. */
function spansIn(
  { text }: Judged,
  pattern: ReturnType<typeof compilePattern>,
  breathe: Breathe,
): Promise<Span[]> {
  return findMatches(pattern, text, breathe)
}

/** What FULL adds: kinds that were looked for in vain. */
function missing(
  configs: readonly GuardrailPiiEntityConfig[],
  reports: readonly GuardrailPiiEntityFilter[],
): GuardrailPiiEntityFilter[] {
  const found = new Set(reports.map(({ type }) => type))
  return configs
    .filter(({ type }) => type !== undefined && !found.has(type))
    .map(({ type }) => ({ match: '', type, action: 'NONE', detected: false }))
}
