import { completenessText } from '../coverage.ts'
import { counted } from '../text.ts'
import { type Html, html } from './markup.ts'
import { accountText, timeText, type View } from './view.ts'

const accountsShown = 6

export function headSection({ summary, coverage, tally }: View): Html {
  const { accounts, regions, endpoint } = summary
  const shown = accounts.slice(0, accountsShown).map((account) => html`<li>${accountText(account)}</li>`)
  const more = accounts.length - shown.length
  return html`<header>
<div>
<p class="brand">Keyhold</p>
<h1>Encryption key posture</h1>
<p class="lead">Which resources are encrypted under a key that the customer controls, which are not, and which could not be checked.</p>
</div>
<dl>
<div><dt>Scanned</dt><dd>${timeText(summary.endedAt)}</dd></div>
<div><dt>${accounts.length === 1 ? 'Account' : counted(accounts.length, 'account')}</dt><dd><ul class="plain">${shown}${
    more > 0 ? html`<li>and ${more} more</li>` : null
  }</ul></dd></div>
<div><dt>${regions.length === 1 ? 'Region' : 'Regions'}</dt><dd>${regions.join(', ')}</dd></div>
${endpoint === null ? null : html`<div><dt>Endpoint</dt><dd class="mono">${endpoint}</dd></div>`}
<div><dt>Scan</dt><dd class="mono">${summary.scanId}</dd></div>
</dl>
</header>
${banner(coverage.completeness, coverage.incompleteReasons)}
<nav aria-label="Contents"><a href="#not-proven">Coverage</a><a href="#services">Services</a><a href="#failures">Failures (${
    tally.all.fail
  })</a><a href="#manual">To look at (${tally.all.manual})</a><a href="#muted">Muted (${
    tally.all.muted
  })</a><a href="#passes">Passed (${tally.all.pass})</a><a href="#controls">Controls</a><a href="#about">About</a></nav>`
}

function banner(completeness: View['coverage']['completeness'], reasons: readonly string[]): Html | null {
  if (completeness === 'complete') return null
  const text =
    completeness === 'incomplete'
      ? 'This scan did not see everything that it was asked to see. What is not listed here may still be wrong.'
      : 'The scan’s own summary was not there when this report was made: whether it saw everything is not known.'
  return html`<div class="banner" role="alert"><strong>${completenessText(completeness)}</strong><p>${text}</p><ul>${reasons.map(
    (reason) => html`<li>${reason}</li>`,
  )}</ul></div>`
}
