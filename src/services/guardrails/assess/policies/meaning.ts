import type { GuardrailContentFilterConfig, GuardrailFilterStrength } from '@aws-sdk/client-bedrock'
import type { GuardrailContentFilter, GuardrailTopic } from '@aws-sdk/client-bedrock-runtime'
import type { GuardrailDefinition } from '../../definition.ts'
import { type Classifier, type Confidence, confidences, type FilterType } from '../classify/classifier.ts'
import type { Content, Source } from '../content.ts'
import { actionOf, isEnabled } from '../direction.ts'
import { unitsOf } from '../usage.ts'
import { silent, type Verdict } from './verdict.ts'

/** The least confidence that a filter of a strength acts on (user guide, "Filter strength"). */
const leastConfidence: Readonly<Record<Exclude<GuardrailFilterStrength, 'NONE'>, Confidence>> = {
  LOW: 'HIGH',
  MEDIUM: 'MEDIUM',
  HIGH: 'LOW',
}

interface Filter {
  readonly type: FilterType
  readonly strength: Exclude<GuardrailFilterStrength, 'NONE'>
  readonly blocks: boolean
}

/** Denied topics and content filters: one question to the classifier. */
export async function judgeMeaning(
  { topicPolicyConfig, contentPolicyConfig }: GuardrailDefinition,
  content: Content,
  source: Source,
  isFull: boolean,
  classifier: Classifier,
): Promise<Verdict> {
  const topics = (topicPolicyConfig?.topicsConfig ?? []).filter((topic) => isEnabled(topic, source))
  const filters = (contentPolicyConfig?.filtersConfig ?? []).flatMap((config) => filterOf(config, source))
  if (topics.length === 0 && filters.length === 0) return silent
  const texts = content.judged.map(({ folded }) => folded.text)
  const asked = {
    texts,
    source,
    filters: filters.map(({ type }) => type),
    topics: topics.map(({ name = '', definition = '', examples = [] }) => ({ name, definition, examples })),
  }
  const empty = texts.every((text) => text.trim() === '')
  const classified = empty ? nothing : await classifier.classify(asked)

  const topicReports: GuardrailTopic[] = topics.map((topic, i) => {
    const detected = classified.topics.has(i)
    const blocks = actionOf(topic, source, 'BLOCK') === 'BLOCK'
    return { name: topic.name, type: topic.type, action: detected && blocks ? 'BLOCKED' : 'NONE', detected }
  })
  const filterReports = filters.map((filter) => report(filter, classified.filters.get(filter.type) ?? 'NONE'))
  const shownTopics = topicReports.filter(({ detected }) => isFull || detected)
  const shownFilters = filterReports.filter(({ detected }) => isFull || detected)
  const units = unitsOf(content.characters.judged)
  return {
    ...silent,
    assessment: {
      ...(shownTopics.length > 0 && { topicPolicy: { topics: shownTopics } }),
      ...(shownFilters.length > 0 && { contentPolicy: { filters: shownFilters } }),
    },
    blocked: [...topicReports, ...filterReports].some(({ action }) => action === 'BLOCKED'),
    usage: {
      topicPolicyUnits: topics.length > 0 ? units : 0,
      contentPolicyUnits: filters.length > 0 ? units : 0,
    },
  }
}

const nothing = { filters: new Map<FilterType, Confidence>(), topics: new Set<number>() }

/** None for a filter that is off in this direction, or reads no text. */
function filterOf(config: GuardrailContentFilterConfig, source: Source): Filter[] {
  const strength = strengthOf(config, source)
  const { type } = config
  if (type === undefined || strength === 'NONE' || !modalitiesOf(config, source).includes('TEXT')) return []
  return [{ type, strength, blocks: actionOf(config, source, 'BLOCK') === 'BLOCK' }]
}

/** Whether a filter is on in this direction and reads images. */
export function readsImages(config: GuardrailContentFilterConfig, source: Source): boolean {
  return strengthOf(config, source) !== 'NONE' && modalitiesOf(config, source).includes('IMAGE')
}

function strengthOf(config: GuardrailContentFilterConfig, source: Source): GuardrailFilterStrength {
  if (!isEnabled(config, source)) return 'NONE'
  return (source === 'INPUT' ? config.inputStrength : config.outputStrength) ?? 'NONE'
}

function modalitiesOf(config: GuardrailContentFilterConfig, source: Source): readonly string[] {
  return (source === 'INPUT' ? config.inputModalities : config.outputModalities) ?? ['TEXT']
}

function report({ type, strength, blocks }: Filter, confidence: Confidence): GuardrailContentFilter {
  const detected = confidences.indexOf(confidence) >= confidences.indexOf(leastConfidence[strength])
  return {
    type,
    confidence,
    filterStrength: strength,
    action: detected && blocks ? 'BLOCKED' : 'NONE',
    detected,
  }
}
