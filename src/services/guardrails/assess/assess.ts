import type {
  AppliedGuardrailDetails,
  ApplyGuardrailResponse,
  GuardrailAssessment,
  GuardrailContentBlock,
  GuardrailOutputScope,
} from '@aws-sdk/client-bedrock-runtime'
import type { GuardrailDefinition } from '../definition.ts'
import { assessmentUnavailable, invalid } from '../errors.ts'
import { type Classifier, ClassifierUnavailableError } from './classify/classifier.ts'
import { type Content, readContent, type Source } from './content.ts'
import { mask } from './mask.ts'
import { judgeGrounding } from './policies/grounding.ts'
import { judgeMeaning, readsImages } from './policies/meaning.ts'
import { judgeSensitive } from './policies/sensitive.ts'
import type { Verdict } from './policies/verdict.ts'
import { judgeWords } from './policies/words.ts'
import { PatternBudgetError } from './regexes/find-in-worker.ts'
import { createBreathe } from './slices.ts'
import { noUsage } from './usage.ts'

export interface AssessRequest {
  readonly source: Source
  readonly content: readonly GuardrailContentBlock[]
  /** `INTERVENTIONS` by default: only what was detected is reported. */
  readonly outputScope?: GuardrailOutputScope | undefined
  /** Repeated in the assessment. */
  readonly applied: Pick<AppliedGuardrailDetails, 'guardrailId' | 'guardrailVersion' | 'guardrailArn'>
}

/**
 * Holds content against every policy of a guardrail; blocking wins over masking.
 * @throws ValidationException for content beyond the limits (`content.ts`, `policies/grounding.ts`) and for what this server
 *   cannot judge; ServiceUnavailableException when a classifier or a pattern gave up: nothing passes unjudged.
 */
export async function assess(
  definition: GuardrailDefinition,
  request: AssessRequest,
  classifier: Classifier,
  now: () => number,
): Promise<ApplyGuardrailResponse> {
  const begin = now()
  const content = readContent(request.content)
  requireJudgeable(definition, content, request.source)
  const verdicts = await judge(definition, request, content, classifier)
  const usage = Object.assign({ ...noUsage }, ...verdicts.map((verdict) => verdict.usage))
  const guardrailCoverage = {
    textCharacters: { guarded: content.characters.judged, total: content.characters.total },
    ...(content.images > 0 && { images: { guarded: 0, total: content.images } }),
  }
  const assessment: GuardrailAssessment = {
    ...Object.assign({}, ...verdicts.map((verdict) => verdict.assessment)),
    invocationMetrics: { guardrailProcessingLatency: now() - begin, usage, guardrailCoverage },
    appliedGuardrailDetails: {
      ...request.applied,
      guardrailOrigin: ['REQUEST'],
      guardrailOwnership: 'SELF',
    },
  }
  return {
    ...outcome(definition, request.source, content, verdicts),
    assessments: [assessment],
    usage,
    guardrailCoverage,
  }
}

async function judge(
  definition: GuardrailDefinition,
  { source, outputScope }: AssessRequest,
  content: Content,
  classifier: Classifier,
): Promise<Verdict[]> {
  const breathe = createBreathe()
  const isFull = outputScope === 'FULL'
  try {
    return [
      await judgeMeaning(definition, content, source, isFull, classifier),
      await judgeWords(definition.wordPolicyConfig, content, source, breathe),
      await judgeSensitive(definition.sensitiveInformationPolicyConfig, content, source, isFull, breathe),
      await judgeGrounding(definition.contextualGroundingPolicyConfig, content, source, isFull, classifier),
    ]
  } catch (error) {
    if (error instanceof ClassifierUnavailableError) throw assessmentUnavailable(error.message)
    if (error instanceof PatternBudgetError)
      throw assessmentUnavailable('A regular expression of the guardrail takes too long on this content.')
    throw error
  }
}

/** What was asked for and cannot be judged here is refused: an answer without it would read as a clean one. */
function requireJudgeable(definition: GuardrailDefinition, content: Content, source: Source): void {
  const filters = definition.contentPolicyConfig?.filtersConfig ?? []
  if (content.images > 0 && filters.some((filter) => readsImages(filter, source))) {
    throw invalid(
      'Images cannot be assessed by this server, and the guardrail has content filters for images.',
    )
  }
  if ((definition.automatedReasoningPolicyConfig?.policies ?? []).length > 0) {
    throw invalid('The guardrail has automated reasoning policies, which this server cannot evaluate.')
  }
}

function outcome(
  definition: GuardrailDefinition,
  source: Source,
  content: Content,
  verdicts: readonly Verdict[],
): Pick<ApplyGuardrailResponse, 'action' | 'actionReason' | 'outputs'> {
  if (verdicts.some(({ blocked }) => blocked)) {
    const text = source === 'INPUT' ? definition.blockedInputMessaging : definition.blockedOutputsMessaging
    return { action: 'GUARDRAIL_INTERVENED', actionReason: 'Guardrail blocked.', outputs: [{ text }] }
  }
  const masks = content.judged.map((_, i) => verdicts.flatMap((verdict) => verdict.masks[i] ?? []))
  if (masks.every((ofText) => ofText.length === 0)) {
    return { action: 'NONE', actionReason: 'No action.', outputs: [] }
  }
  return {
    action: 'GUARDRAIL_INTERVENED',
    actionReason: 'Guardrail masked.',
    outputs: content.judged.map(({ text }, i) => ({ text: mask(text, masks[i] ?? []) })),
  }
}
