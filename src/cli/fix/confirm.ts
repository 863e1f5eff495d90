/** Which steps the user wants: asked before anything is sent. */

import { createInterface } from 'node:readline/promises'
import { type PlanStep, UsageError } from '../../posture/posture.ts'

export interface ConfirmOptions {
  /** Step ids; empty: all but offers. */
  readonly only: readonly string[]
  readonly yes: boolean
  /** Names of resources, typed on the command line. */
  readonly names: readonly string[]
  readonly verb: 'apply' | 'undo'
}

/** @throws UsageError when `only` names a step that is not there. */
export async function confirmSteps(
  steps: readonly PlanStep[],
  options: ConfirmOptions,
): Promise<ReadonlySet<string>> {
  const wanted = wantedSteps(steps, options.only)
  const confirmed = new Set(wanted.filter(({ confirm }) => confirm === 'none').map(({ stepId }) => stepId))
  const answers = openAnswers()
  try {
    for (const [ruleId, ofRule] of Map.groupBy(wanted.filter(isSimple), ({ ruleId }) => ruleId)) {
      const names = ofRule
        .map(({ stepId, resource }) => `${stepId} ${resource.name || resource.uid}`)
        .join(', ')
      if (options.yes || (await answers.ask(`${options.verb} ${ruleId}: ${names}? (yes/no) `)) === 'yes') {
        for (const { stepId } of ofRule) confirmed.add(stepId)
      }
    }
    for (const step of wanted.filter(({ confirm }) => confirm === 'typed')) {
      if (await isTyped(step, options, answers)) confirmed.add(step.stepId)
    }
  } finally {
    answers.close()
  }
  return confirmed
}

function isSimple({ confirm }: PlanStep): boolean {
  return confirm === 'yes'
}

/** Steps that are named bring those they depend on; offers have to be named. */
function wantedSteps(steps: readonly PlanStep[], only: readonly string[]): readonly PlanStep[] {
  if (only.length === 0) return steps.filter(({ optional }) => !optional)
  const strange = only.find((id) => !steps.some(({ stepId }) => stepId === id))
  if (strange !== undefined) throw new UsageError(`There is no step ${strange}, or it is done.`)
  const wanted = new Set(only)
  for (const { stepId, dependsOn } of [...steps].reverse()) {
    if (wanted.has(stepId)) for (const needed of dependsOn) wanted.add(needed)
  }
  return steps.filter(({ stepId }) => wanted.has(stepId))
}

async function isTyped(
  { stepId, ruleId, resource }: PlanStep,
  options: ConfirmOptions,
  answers: Answers,
): Promise<boolean> {
  const name = resource.name || resource.uid
  if (options.names.includes(name) || options.names.includes(resource.uid)) return true
  const question = `${options.verb} ${stepId} ${ruleId}: type the name ${name} to confirm: `
  return (await answers.ask(question)) === name
}

interface Answers {
  ask(question: string): Promise<string>
  close(): void
}

/** Opened with the first question. The end of the input is no answer, which confirms nothing. */
function openAnswers(): Answers {
  let lines: AsyncIterator<string> | null = null
  let close = () => {}
  return {
    async ask(question) {
      process.stderr.write(question)
      if (lines === null) {
        const input = createInterface({ input: process.stdin })
        lines = input[Symbol.asyncIterator]()
        close = () => input.close()
      }
      const { value, done } = await lines.next()
      return done === true ? '' : value.trim()
    },
    close: () => close(),
  }
}
