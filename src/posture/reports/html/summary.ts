import { scoreText } from '../../history/score.ts'
import { severities } from '../tally.ts'
import { counted, thousands } from '../text.ts'
import { type Html, html } from './markup.ts'
import { scoreRing, scoreTrend } from './score-charts.ts'
import type { View } from './view.ts'

const scansShown = 30

/** Failures and what was not proven stand side by side, in the same size. */
export function summarySection(view: View): Html {
  const { tally, coverage, history } = view
  const { all } = tally
  const scans = history?.scansUpTo(view.summary.scanId, scansShown) ?? []
  return html`<section class="summary" aria-label="Summary">
<div class="card score">
<h2>Score</h2>
${scoreRing(tally.score)}
<p>${scoreWords(view)}</p>
</div>
<div class="card trend">
<h2>Score over time</h2>
${
  scans.length < 2
    ? html`<p class="empty">${
        history === null
          ? 'No history is kept for these scans.'
          : 'This is the first scan on record. The next one draws a line here.'
      }</p>`
    : scoreTrend(scans)
}
</div>
<a class="card tile bad" href="#failures"><h2>Failures</h2><p class="number">${thousands(all.fail)}</p><p class="chips">${
    all.fail === 0
      ? html`nothing is known to fail`
      : severities
          .filter((severity) => all.failBySeverity[severity] > 0)
          .map(
            (severity) =>
              html`<span class="chip ${severity.toLowerCase()}">${thousands(all.failBySeverity[severity])} ${severity.toLowerCase()}</span>`,
          )
  }</p></a>
<a class="card tile gap" href="#not-proven"><h2>Not proven</h2><p class="number">${thousands(all.manual)}</p><p>${gapWords(
    coverage.services.length,
    coverage.missingActions.length,
    all.manual,
  )}</p></a>
<a class="card tile good" href="#passes"><h2>Passed</h2><p class="number">${thousands(all.pass)}</p><p>${counted(
    view.summary.resources,
    'resource',
  )} judged by ${counted(view.summary.ruleIds.length, 'rule')}</p></a>
<a class="card tile quiet" href="#muted"><h2>Muted</h2><p class="number">${thousands(all.muted)}</p><p>${
    all.muted === 0 ? 'no exceptions were made' : `${thousands(all.mutedFail)} of them would fail`
  }</p></a>
</section>`
}

function scoreWords({ tally, history, summary }: View): Html {
  const scans = history?.scansUpTo(summary.scanId, 2) ?? []
  const before = scans.length === 2 ? (scans[0]?.score ?? null) : null
  const partly = summary.completeness === 'complete' ? '' : ' of what was seen'
  if (tally.score === null) return html`Nothing could be counted.`
  if (before === null) return html`out of 100${partly}. <a href="#score">How it is counted</a>`
  const difference = Math.round((tally.score - before) * 10) / 10
  const moved =
    difference === 0
      ? 'unchanged'
      : difference > 0
        ? `up ${scoreText(difference)}`
        : `down ${scoreText(-difference)}`
  return html`out of 100${partly}, ${moved} since the scan before. <a href="#score">How it is counted</a>`
}

function gapWords(services: number, actions: number, manual: number): string {
  const parts = [
    ...(services === 0 ? [] : [`${counted(services, 'service')} not scanned`]),
    ...(actions === 0 ? [] : [`${counted(actions, 'permission')} missing`]),
  ]
  if (parts.length > 0) return parts.join(', ')
  return manual === 0 ? 'everything asked was answered' : 'a person must look at these'
}
