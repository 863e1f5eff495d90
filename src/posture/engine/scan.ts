/** A scan from its first account to its last line in the journal. What is found is read from the journal afterwards. */

import { ApiError } from '../api.ts'
import { createKeyClassifier, type KeyClassifier } from '../keys/classify.ts'
import type { KeyFacts } from '../keys/key-facts.ts'
import type { Parameters } from '../parameters.ts'
import type { ResourceRule, Rule } from '../rule.ts'
import { type AccountMemory, createAccountMemory } from './account-memory.ts'
import type { Journal, JournalLine } from './journal/journal.ts'
import { countJudgements, createProgress, type ScanProgress } from './progress.ts'
import { type AccountSource, scanAccount } from './scan-account.ts'
import type { ScanContext } from './scan-context.ts'
import { ScanStopped } from './scan-stopped.ts'
import { forEachOf } from './slots.ts'

export interface ScanOptions {
  readonly rules: readonly Rule[]
  /** Nothing is said by them: what they see of keys is for rules that join. */
  readonly silentRules?: readonly ResourceRule[]
  parametersOf(ruleId: string): Parameters
  readonly accounts: readonly AccountSource[]
  /** Collectors at a time in one account. */
  readonly unitsMax: number
  /** See ScanContext. */
  readonly only?: ScanContext['only']
  readonly signal: AbortSignal
  readonly now: () => number
  readonly wait: (ms: number) => Promise<void>
  onBug(error: unknown): void
}

export interface Scan {
  readonly progress: ScanProgress
  /** A line of the interrupted run; all of them before `run`. */
  remember(line: JournalLine): void
  /** Null: it went to its end. Otherwise why it stopped; the journal can be resumed. */
  run(journal: Journal): Promise<ScanStopped | null>
}

const accountsAtOnce = 5

export function createScan({ rules, accounts, unitsMax, signal, now, wait, ...options }: ScanOptions): Scan {
  const readsTags = rules.some(({ id }) => options.parametersOf(id).requiredKeyTag !== null)
  const classifier = createKeyClassifier({ readsTags, wait })
  const progress = createProgress()
  const memories = new Map<string, AccountMemory>()
  const memoryOf = (account: string) => {
    const memory = memories.get(account) ?? createAccountMemory(rules)
    memories.set(account, memory)
    return memory
  }
  return {
    progress,
    remember(line) {
      countJudgements(progress, line.judgements)
      if (line.kind === 'index') return
      memoryOf(line.unit.account).take(line)
      if (line.kind === 'unit') {
        // Only a renewed journal keeps what failed.
        if (line.failure !== null) progress.incomplete.add(line.failure)
        return
      }
      progress.resources += line.count
      rememberKeys(classifier, line.unit.account, line.references)
    },
    async run(journal) {
      const context: ScanContext = { ...options, rules, classifier, journal, progress, unitsMax, signal, now }
      try {
        await forEachOf(accounts, accountsAtOnce, async (source) => {
          await scanAccount(context, source, memoryOf(source.account.id))
          memories.delete(source.account.id)
        })
        return null
      } catch (error) {
        if (error instanceof ScanStopped) return error
        if (error instanceof ApiError && error.kind === 'credentials')
          return new ScanStopped(
            'credentials',
            `The credentials ended during the scan (${error.code} from ${error.operation}). Renew them and run it again with --resume.`,
          )
        throw error
      }
    },
  }
}

function rememberKeys(
  classifier: KeyClassifier,
  account: string,
  references: readonly { readonly key: KeyFacts }[],
): void {
  for (const { key } of references) classifier.remember(account, key)
}
