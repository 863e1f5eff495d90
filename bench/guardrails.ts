import type { GuardrailPiiEntityConfig } from '@aws-sdk/client-bedrock'
import { readConfig } from '../src/server/config.ts'
import { assess } from '../src/services/guardrails/assess/assess.ts'
import { createEndpointClassifier } from '../src/services/guardrails/assess/classify/endpoint/endpoint-classifier.ts'
import {
  type CrossValidated,
  crossValidate,
  precisions,
} from '../src/services/guardrails/assess/classify/fixtures/cross-validate.ts'
import { type Measured, measure } from '../src/services/guardrails/assess/classify/fixtures/measure.ts'
import { createLocalClassifier } from '../src/services/guardrails/assess/classify/local/local-classifier.ts'
import { detectors, type PiiType } from '../src/services/guardrails/assess/pii/pii.ts'
import type { GuardrailDefinition } from '../src/services/guardrails/definition.ts'
import type { Table } from './table.ts'

export interface GuardrailMeasure {
  readonly judgedBy: string
  readonly quality: readonly Measured[]
  readonly crossValidated: readonly CrossValidated[]
  readonly speed: readonly Speed[]
}

interface Speed {
  readonly what: string
  readonly ms: number
  /** The longest time in which nothing else of the process could run. */
  readonly blockedMs: number
}

/**
 * How well texts are judged (on labelled texts that the local classifier never learned from), and how long 100,000 characters
 * take. With KEYHOLD_GUARDRAIL_URL and _MODEL set, the quality is that endpoint's.
 */
export async function benchGuardrails(): Promise<GuardrailMeasure> {
  const { guardrailClassifier: endpoint } = readConfig(process.env)
  const classifier = endpoint === undefined ? createLocalClassifier() : createEndpointClassifier(endpoint)
  const speed: Speed[] = []
  for (const [what, definition] of Object.entries(definitions())) speed.push(await timed(what, definition))
  return {
    judgedBy: endpoint === undefined ? 'the local classifier' : endpoint.model,
    quality: await measure(classifier),
    crossValidated: await crossValidate(),
    speed,
  }
}

function definitions(): Readonly<Record<string, GuardrailDefinition>> {
  const messages = { name: 'bench', blockedInputMessaging: 'No.', blockedOutputsMessaging: 'No.' }
  const piiEntitiesConfig = (Object.keys(detectors) as PiiType[]).map(
    (type): GuardrailPiiEntityConfig => ({ type, action: 'ANONYMIZE' }),
  )
  const wordsConfig = Array.from({ length: 10_000 }, (_, i) => ({ text: `confidential project ${i}` }))
  const strength = { inputStrength: 'HIGH', outputStrength: 'NONE' } as const
  const policies: Readonly<Record<string, Partial<GuardrailDefinition>>> = {
    '10,000 words and profanity': {
      wordPolicyConfig: { wordsConfig, managedWordListsConfig: [{ type: 'PROFANITY' }] },
    },
    'all 31 PII entities': { sensitiveInformationPolicyConfig: { piiEntitiesConfig } },
    'six content filters': {
      contentPolicyConfig: {
        filtersConfig: (
          ['SEXUAL', 'VIOLENCE', 'HATE', 'INSULTS', 'MISCONDUCT', 'PROMPT_ATTACK'] as const
        ).map((type) => ({ type, ...strength })),
      },
    },
  }
  const all: Partial<GuardrailDefinition> = Object.assign({}, ...Object.values(policies))
  return Object.fromEntries(
    Object.entries({ ...policies, 'all of them': all }).map(([what, some]) => [
      what,
      { ...messages, ...some },
    ]),
  )
}

async function timed(what: string, definition: GuardrailDefinition): Promise<Speed> {
  const sentence =
    'On Monday Anna Smith (anna.smith@example.com, +44 20 7946 0958) moved to 12 Garden Road, paid with 4111 1111 1111 1111 and asked for the shipping date of order 48213. '
  const text = sentence.repeat(Math.ceil(100_000 / sentence.length)).slice(0, 100_000)
  const applied = { guardrailId: 'bench', guardrailVersion: 'DRAFT', guardrailArn: 'arn' }
  const classifier = createLocalClassifier()
  const once = () =>
    assess(definition, { source: 'INPUT', content: [{ text: { text } }], applied }, classifier, Date.now)
  await once()
  const gaps = watchGaps()
  const begin = performance.now()
  await once()
  const ms = performance.now() - begin
  return { what, ms, blockedMs: gaps() }
}

/** Watches how long the event loop is held; the answer ends the watch. */
function watchGaps(): () => number {
  let last = performance.now()
  let longest = 0
  let timer = setImmediate(look)
  function look() {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
    timer = setImmediate(look)
  }
  return () => {
    clearImmediate(timer)
    return longest
  }
}

export function guardrailTables({ judgedBy, quality, crossValidated, speed }: GuardrailMeasure): Table[] {
  return [
    {
      title: 'Guardrails: quality',
      note: `Precision / recall at each filter strength, by ${judgedBy}, on short English texts of our own that it never learned from (docs/guardrails.md).`,
      head: ['filter', 'texts', 'positives', 'LOW', 'MEDIUM', 'HIGH'],
      rows: qualityRows(quality),
    },
    {
      title: 'Guardrails: thresholds of the local classifier by cross-validation',
      note: 'On the learned texts, each judged by a model that did not learn it: the least probability from which this share of what is found is right, and the recall there (local/thresholds.ts).',
      head: ['filter', ...precisions.map(String)],
      rows: crossValidated.map(({ filter, points }) => [
        filter,
        ...points.map(({ threshold, recall }) => `${threshold.toFixed(2)} / ${recall.toFixed(2)}`),
      ]),
    },
    {
      title: 'Guardrails: speed',
      note: 'ApplyGuardrail on 100,000 characters, local classifier, without HTTP; and how long the event loop was held at most.',
      head: ['policies', 'ms', 'held ms'],
      rows: speed.map(({ what, ms, blockedMs }) => [what, ms.toFixed(0), blockedMs.toFixed(0)]),
    },
  ]
}

/** A row for each filter and kind of texts. */
export function qualityRows(measured: readonly Measured[]): string[][] {
  const rows = new Map<string, string[]>()
  for (const { what, texts, strength, positives, precision, recall } of measured) {
    const row = rows.get(`${what} ${texts}`) ?? [what, texts, String(positives), '', '', '']
    const column = 3 + Math.max(0, ['LOW', 'MEDIUM', 'HIGH'].indexOf(strength))
    row[column] = `${precision.toFixed(2)} / ${recall.toFixed(2)}`
    rows.set(`${what} ${texts}`, row)
  }
  return [...rows.values()]
}
