/** The plan for a reviewer: every call with its input, what changes, what it costs, and the way back. */

import type { PlannedCall, PlanStep } from '../fix.ts'
import { differences } from '../values.ts'
import type { Plan, PlannedPlaybook } from './plan.ts'

/** Marks text for a terminal; plain elsewhere. */
export interface Paint {
  readonly bold: (text: string) => string
  readonly added: (text: string) => string
  readonly removed: (text: string) => string
  readonly dim: (text: string) => string
}

const noPaint: Paint = {
  bold: (text) => text,
  added: (text) => text,
  removed: (text) => text,
  dim: (text) => text,
}

/** @returns lines */
export function showPlan(plan: Plan, given: Partial<Paint> = {}): readonly string[] {
  const paint = { ...noPaint, ...given }
  return [
    ...plan.steps.flatMap((step) => [...showStep(step, paint), '']),
    ...plan.playbooks.flatMap((playbook) => [...showPlaybook(playbook, paint), '']),
    ...showLeft(plan, paint),
    summary(plan),
  ]
}

const modes = {
  'IN-PLACE': 'in place',
  'NEW-VERSION': 'a new version',
  'RE-CREATE': 'by re-creation',
}
const effects = {
  none: 'data is not touched',
  'future-only': 'only data stored from now on is under the key',
  're-encrypt': 'data is encrypted again in the background',
  loss: 'data is lost',
}
const costs = { none: 'costs nothing', low: 'costs a little', money: 'costs money' }
const confirmations = {
  none: 'no confirmation',
  yes: 'confirm with yes',
  typed: "confirm by typing the resource's name",
}

function showStep(step: PlanStep, paint: Paint): readonly string[] {
  const { stepId, ruleId, resource, account, region, optional, dependsOn } = step
  const after = dependsOn.length === 0 ? '' : `, after ${dependsOn.join(', ')}`
  return [
    paint.bold(printable(`${stepId}  ${ruleId}  ${resource.name || resource.uid}`)),
    `    ${paint.dim(printable(`${resource.uid} (${account}, ${region})`))}`,
    `    ${[modes[step.mode], costs[step.cost], effects[step.dataEffect], confirmations[step.confirm]].join('; ')}${after}`,
    ...(optional ? ['    An offer: not needed for the rule to pass, applied only when it is named.'] : []),
    ...step.preconditions.map((text) => `    ! ${printable(text)}`),
    ...step.calls.flatMap((call) => showCall(call)),
    ...showDifferences(step, paint),
    ...showInverse(step),
  ]
}

function showCall({ service, operation, input }: PlannedCall): readonly string[] {
  const text = JSON.stringify(input, null, 2).split('\n')
  return [
    `    → ${service}:${operation} ${text[0]}`,
    ...text.slice(1).map((line) => `      ${printable(line)}`),
  ]
}

function showDifferences({ before, after }: PlanStep, paint: Paint): readonly string[] {
  return differences(before, after).flatMap(({ path, before: old, after: fresh }) => [
    ...(old === undefined ? [] : [`    ${paint.removed(printable(`- ${path}: ${JSON.stringify(old)}`))}`]),
    ...(fresh === undefined ? [] : [`    ${paint.added(printable(`+ ${path}: ${JSON.stringify(fresh)}`))}`]),
  ])
}

function showInverse({ inverse, irreversible }: PlanStep): readonly string[] {
  if (inverse === null) return [irreversible ? '    ← there is no way back' : '    ← nothing undoes it']
  return [
    `    ← undone by ${inverse.map(({ service, operation }) => `${service}:${operation}`).join(', ')} with what was there before`,
  ]
}

function showPlaybook(playbook: PlannedPlaybook, paint: Paint): readonly string[] {
  const { ruleId, resource, cost, dataEffect, steps } = playbook
  return [
    paint.bold(printable(`by hand  ${ruleId}  ${resource.name || resource.uid}`)),
    `    ${paint.dim(printable(resource.uid))}`,
    `    ${costs[cost]}; ${effects[dataEffect]}`,
    ...steps.flatMap(({ text, call, command }, at) => [
      `    ${at + 1}. ${printable(text)}`,
      ...(command === undefined ? [] : [`       $ ${printable(command)}`]),
      ...(call === undefined ? [] : showCall(call).map((line) => `   ${line}`)),
    ]),
  ]
}

function showLeft({ left }: Plan, paint: Paint): readonly string[] {
  if (left.length === 0) return []
  const lines = left.map(({ ruleId, resource, code, why }) =>
    printable(`    ${ruleId}  ${resource}  ${code}: ${why}`),
  )
  return [paint.bold('left alone'), ...lines, '']
}

function summary({ steps, playbooks, left }: Plan): string {
  const offers = steps.filter(({ optional }) => optional).length
  return [
    counted(steps.length - offers, 'step'),
    ...(offers === 0 ? [] : [counted(offers, 'offer')]),
    `${playbooks.length} to do by hand`,
    `${left.length} left alone`,
  ].join(', ')
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** Names come from the account: nothing in them may steer a terminal or turn a line around (Trojan Source). */
function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  )
}
