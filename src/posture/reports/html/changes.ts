import type { FindingChange, RecordedStatus } from '../../history/scan-history.ts'
import { counted, thousands } from '../text.ts'
import { type Html, html } from './markup.ts'
import { timeText, type View } from './view.ts'

const changesShown = 100
const earlierShown = 50

const words: Readonly<Record<RecordedStatus | 'NEW', string>> = {
  NEW: 'not there',
  PASS: 'passed',
  FAIL: 'failing',
  MANUAL: 'not proven',
  NOT_APPLICABLE: 'does not apply',
  GONE: 'gone',
}

/** What this scan saw differently from the one before, and who did it where the trail says so; then what is known of earlier. */
export function changesSection({ history, summary }: View): Html {
  if (history === null || history.scansUpTo(summary.scanId, 2).length < 2) return html``
  const shown: FindingChange[] = []
  let total = 0
  for (const change of history.changesOf(summary.scanId)) {
    // A rule that had nothing to judge and has nothing now.
    if (change.from === 'NOT_APPLICABLE' && change.to === 'GONE') continue
    total += 1
    if (shown.length < changesShown) shown.push(change)
  }
  const earlier = history
    .attributedChanges(summary.scanId, changesShown + earlierShown)
    .filter(({ scanId }) => scanId !== summary.scanId)
    .slice(0, earlierShown)
  return html`<section id="changes">
<h2>Changed since the scan before <span class="count">${counted(total, 'change')}</span></h2>
${total === 0 ? html`<p class="empty">Nothing changed.</p>` : changesTable(shown)}
${total > shown.length ? html`<p class="note">${thousands(total - shown.length)} more are in the history.</p>` : null}
${earlier.length === 0 ? null : html`<h3>Earlier, where the trail says who</h3>${changesTable(earlier)}`}
</section>`
}

function changesTable(changes: readonly FindingChange[]): Html {
  return html`<table><thead><tr><th>Resource</th><th>Rule</th><th>Was</th><th>Became</th><th>Seen</th><th>Who</th></tr></thead><tbody>${changes.map(row)}</tbody></table>`
}

function row({ finding, from, to, at, changedBy }: FindingChange): Html {
  return html`<tr><td><bdi>${finding.resourceName || finding.resourceUid}</bdi><div class="small">${finding.accountId} ${finding.region}</div></td><td class="mono small">${finding.ruleId}</td><td>${words[from]}</td><td><span class="status ${to.toLowerCase()}">${words[to]}</span></td><td class="small">${timeText(at)}</td><td>${
    changedBy === null
      ? 'not known'
      : html`<bdi>${changedBy.principal}</bdi><div class="small"><code>${changedBy.event}</code> ${timeText(changedBy.at)}</div>`
  }</td></tr>
`
}
