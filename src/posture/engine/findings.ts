import type { Finding } from '../finding.ts'
import type { FindingSource } from '../reports/report.ts'
import { type FindingContext, findingOf } from './finding-of.ts'
import type { Journal } from './journal/journal.ts'

/** Made from the journal each time they are read, so that a scan of any size is never in memory. */
export function findingsOf(journal: Pick<Journal, 'lines'>, context: FindingContext): FindingSource {
  return {
    async *[Symbol.asyncIterator](): AsyncGenerator<Finding> {
      for await (const { judgements } of journal.lines())
        for (const judgement of judgements) yield findingOf(judgement, context)
    },
  }
}
