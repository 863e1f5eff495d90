import type { FixContext, PlannedCall, Playbook, PlaybookStep } from '../fix.ts'
import type { KeyNeeds } from '../key-needs.ts'

export interface PlaybookRow<Facts> {
  readonly key: KeyNeeds | null
  /** Default `money`: two of something for a while. */
  readonly cost?: Playbook['cost']
  /** Default `none`: what is there stays until a person deletes it. */
  readonly dataEffect?: Playbook['dataEffect']
  steps(context: FixContext<Facts>): readonly PlaybookStep[] | Promise<readonly PlaybookStep[]>
}

export function playbook<Facts = unknown>({
  key,
  cost = 'money',
  dataEffect = 'none',
  steps,
}: PlaybookRow<Facts>): Playbook<Facts> {
  return { kind: 'playbook', key, cost, dataEffect, steps: async (context) => await steps(context) }
}

export function say(text: string): PlaybookStep {
  return { text }
}

export function send(
  text: string,
  service: string,
  operation: string,
  input: PlannedCall['input'],
): PlaybookStep {
  return { text, call: { service, operation, input } }
}

export function run(text: string, command: string): PlaybookStep {
  return { text, command }
}

/** The last part of an ARN. */
export function idIn(arn: string): string {
  return arn.split(/[/:]/).at(-1) ?? arn
}

/** Quoted for a POSIX shell. */
export function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
