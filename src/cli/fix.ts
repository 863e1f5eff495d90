/** `keyhold fix`: plans, shows, asks, applies, undoes. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { styleText } from 'node:util'
import {
  rules as allRules,
  applyFixes,
  applyPolicy,
  exitCodes,
  type Finding,
  isStepFailure,
  JournalTrouble,
  noSettings,
  type Paint,
  type PlanStep,
  PlanTrouble,
  planFixes,
  readFindings,
  readPlan,
  readSettings,
  rollBackFixes,
  runScan,
  SetupError,
  type StepOutcome,
  selectRules,
  showPlan,
  UsageError,
  writePlan,
} from '../posture/posture.ts'
import { confirmSteps } from './fix/confirm.ts'
import type { FixCommandOptions } from './fix/fix-command.ts'
import { version } from './version.ts'

export async function fix(options: FixCommandOptions): Promise<void> {
  try {
    process.exitCode = await fixed(options)
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof PlanTrouble || error instanceof JournalTrouble))
      throw error
    process.stderr.write(`${styleText('red', 'keyhold fix:', { stream: process.stderr })} ${error.message}\n`)
    process.exitCode = error instanceof SetupError ? exitCodes.setup : exitCodes.usage
  }
}

/** @returns the exit code */
async function fixed(options: FixCommandOptions): Promise<number> {
  if (options.iamPolicy !== undefined) {
    print(JSON.stringify(applyPolicy(readPlan(options.iamPolicy, allRules), allRules), null, 2))
    return exitCodes.clean
  }
  if (options.rollback !== undefined) return await rolledBack(options, options.rollback)
  return options.apply ? await applied(options) : await planned(options)
}

async function planned(options: FixCommandOptions): Promise<number> {
  const rules = selectRules(allRules, options.rules, options.service)
  const plan = await planFixes({
    session: sessionOf(options),
    rules,
    settings: settingsOf(options),
    findings: options.from === undefined ? scanned(options) : readFindings(options.from),
    resources: options.resource,
    keyArn: options.key ?? null,
    admins: options.keyAdmin,
    users: options.keyUser,
    aliasPrefix: options.keyPrefix,
  })
  writePlan(options.plan, plan)
  for (const line of showPlan(plan, paint())) print(line)
  print(`written to ${options.plan}; keyhold fix --plan ${options.plan} --apply sends it`)
  return exitCodes.clean
}

async function* scanned(options: FixCommandOptions): AsyncGenerator<Finding> {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-fix-'))
  try {
    const outcome = await runScan({
      ...sessionOf(options),
      rules: selectRules(allRules, options.rules, options.service),
      regions: options.region === undefined ? [] : [options.region],
      accounts: [],
      organization: false,
      mutelistFile: options.mutelist ?? null,
      baselineFile: options.baseline ?? null,
      honorsMuteTags: options.muteTags,
      settings: settingsOf(options),
      folder,
      resume: false,
      failOn: 'none',
      callsMax: 64,
      version,
      signal: new AbortController().signal,
    })
    for (const reason of outcome.summary.incompleteReasons) process.stderr.write(`not scanned: ${reason}\n`)
    yield* outcome.findings
    await outcome.close()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function applied(options: FixCommandOptions): Promise<number> {
  const plan = readPlan(options.plan, allRules)
  let wanted = plan.steps.length
  const outcomes = await applyFixes({
    session: sessionOf(options),
    rules: allRules,
    settings: settingsOf(options),
    plan,
    record: recordOf(options.plan),
    resume: options.resume,
    sameCredentials: options.sameCredentials,
    keepGoing: options.keepGoing,
    changesMax: options.maxChanges,
    async confirm(steps) {
      const confirmed = await confirmSteps(steps, { ...options, names: options.confirm, verb: 'apply' })
      const isMeant = ({ stepId, optional }: PlanStep) =>
        options.only.length === 0 ? !optional : options.only.includes(stepId)
      wanted = steps.filter(isMeant).filter(({ stepId }) => !confirmed.has(stepId)).length
      return confirmed
    },
    begin: ({ stepId, ruleId, resource }) => print(`${stepId} ${ruleId} ${resource.name || resource.uid} …`),
    report,
  })
  return codeOf(outcomes, wanted)
}

async function rolledBack(options: FixCommandOptions, record: string): Promise<number> {
  let unconfirmed = 0
  const outcomes = await rollBackFixes({
    session: sessionOf(options),
    rules: allRules,
    record,
    async confirm(steps) {
      const possible = steps.filter(({ inverse }) => inverse !== null)
      const confirmed = await confirmSteps(
        possible.map((step) => ({ ...step, optional: false })),
        { ...options, names: options.confirm, verb: 'undo' },
      )
      unconfirmed = possible.length - confirmed.size
      const forTheRecord = steps.filter(({ inverse }) => inverse === null).map(({ stepId }) => stepId)
      return new Set([...confirmed, ...forTheRecord])
    },
    report,
  })
  return codeOf(outcomes, unconfirmed)
}

function codeOf(outcomes: ReadonlyMap<string, StepOutcome>, unconfirmed: number): number {
  const all = [...outcomes.values()]
  if (all.some(isStepFailure)) return exitCodes.failures
  return unconfirmed > 0 || all.some(({ state }) => state === 'skipped')
    ? exitCodes.incomplete
    : exitCodes.clean
}

function report({ stepId }: PlanStep, { state, detail }: StepOutcome): void {
  print(`${stepId} ${state}: ${detail}`)
}

/** `plan.json` to `plan.record.jsonl`. */
function recordOf(plan: string): string {
  return `${plan.replace(/\.json$/, '')}.record.jsonl`
}

function sessionOf(options: FixCommandOptions) {
  return {
    profile: options.profile ?? null,
    endpointUrl: options.endpointUrl ?? null,
    region: options.region ?? null,
    role: options.role ?? null,
    externalId: options.externalId ?? null,
    environment: process.env,
    now: Date.now,
  }
}

function settingsOf({ config }: FixCommandOptions) {
  return config === undefined ? noSettings : readSettings(config, new Set(allRules.map(({ id }) => id)))
}

function paint(): Partial<Paint> {
  if (process.stdout.isTTY !== true || process.env.NO_COLOR) return {}
  return {
    bold: (text) => styleText('bold', text),
    added: (text) => styleText('green', text),
    removed: (text) => styleText('red', text),
    dim: (text) => styleText('dim', text),
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
