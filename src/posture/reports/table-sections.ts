import type { Coverage, ServiceGap } from './coverage.ts'
import { gridLines } from './table-grid.ts'
import type { Paint } from './table-paint.ts'
import { type Counts, severities, type Tally } from './tally.ts'
import { fitted, wrapped } from './terminal-text.ts'
import { thousands, visible } from './text.ts'

const countColumns = 6
const placesShown = 4
const none = '·'

/** Failures by severity, passes, what to look at and what is muted, by service. */
export function serviceLines(tally: Tally, width: number, paint: Paint): string[] {
  const found = [...tally.byService].filter(([, counts]) => cells(counts).some((cell) => cell !== none))
  if (found.length === 0) return [paint('dim', 'Nothing was found to judge.')]
  const heads = ['CRIT', 'HIGH', 'MED', 'LOW', 'INFO', 'PASS', 'MANUAL', 'MUTED']
  const serviceColumns = Math.min(30, width - heads.length * (countColumns + 1))
  const rows = found.map(([service, counts]) => [fitted(service, serviceColumns), ...cells(counts)])
  const all = found.length > 1 ? [['all', ...cells(tally.all)]] : []
  const lines = gridLines(
    [['', ...heads], ...rows, ...all],
    [serviceColumns, ...heads.map(() => countColumns)],
    ['left', ...heads.map(() => 'right' as const)],
  )
  return lines.map((line, index) => (index === 0 ? paint('dim', line) : line))
}

function cells({ failBySeverity, pass, manual, muted }: Counts): string[] {
  const numbers = [...severities.map((severity) => failBySeverity[severity]), pass, manual, muted]
  return numbers.map((number) => (number === 0 ? none : compact(number)))
}

/** Fits its column. */
function compact(count: number): string {
  return count < 100_000 ? thousands(count) : `${Math.floor(count / 1000)}k`
}

/** What was not seen, by reason, with the permission that is missing. */
export function coverageLines(coverage: Coverage, width: number, paint: Paint): string[] {
  const lines = [
    ...coverage.incompleteReasons.flatMap((reason) => labelled('bad', 'INCOMPLETE', reason, width, paint)),
    ...coverage.manual.flatMap(({ reasonCode, count, action, api, reasonText }) => [
      ...labelled(
        'warn',
        'MANUAL',
        `${thousands(count)} × ${reasonCode}${api === null ? '' : ` from ${api}`}`,
        width,
        paint,
      ),
      `  ${fitted(action === null ? reasonText : `missing permission: ${action}${inKeyPolicy(reasonCode)}`, width - 2)}`,
    ]),
    ...[...Map.groupBy(coverage.services, gapText)].flatMap(([why, gaps]) =>
      labelled(
        'warn',
        'NOT SCANNED',
        `${why}: ${gaps.map(({ service }) => service).join(', ')}`,
        width,
        paint,
      ),
    ),
  ]
  return lines.length === 0 ? [] : [paint('title', 'NOT PROVEN'), ...lines]
}

function gapText({ why, places }: ServiceGap): string {
  const more = places.length > placesShown ? ` and ${places.length - placesShown} more` : ''
  const part = why === 'not implemented by the endpoint' ? ', wholly or in part' : ''
  return `${why}${part} (${places.slice(0, placesShown).join(', ')}${more})`
}

function labelled(tone: 'bad' | 'warn', label: string, text: string, width: number, paint: Paint): string[] {
  const [first = '', ...more] = wrapped(`${label} ${visible(text)}`, width, '  ')
  return [`${paint(tone, label)}${first.slice(label.length)}`, ...more]
}

/** The account's IAM policies do not help where a key's own policy does not trust them (KMS, Default key policy). */
export function inKeyPolicy(reasonCode: string): string {
  return reasonCode.startsWith('KEY_') ? ', also in the key policy' : ''
}
