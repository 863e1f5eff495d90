/** What needs no work now, folded: exceptions with their reasons, and what passed. */

import { thousands } from '../text.ts'
import { marksOf } from './filters.ts'
import { type Html, html } from './markup.ts'
import { accountText, keyClassText, type View } from './view.ts'

export function mutedSection(view: View): Html {
  const { findings, total } = view.muted
  const marks = marksOf(view)
  return html`<section id="muted"><h2>Muted <span class="count">${thousands(total)}</span></h2>
${
  total === 0
    ? html`<p class="empty">No exceptions were made.</p>`
    : html`<p class="note">Exceptions that somebody made. They keep their true status and stay out of the score and of the exit code.</p>
<table><thead><tr><th>Status</th><th>Rule</th><th>Resource</th><th>Where</th><th>Reason</th><th>Until</th></tr></thead><tbody>
${findings.map((finding) => {
  const { severity, service, region } = marks(finding)
  return html`<tr data-severity="${severity}" data-service="${service}" data-region="${region}"><td>${finding.status} <span class="chip ${severity}">${severity}</span></td><td class="mono small">${finding.ruleId}</td><td><bdi>${finding.resource.name || finding.resource.uid}</bdi></td><td>${accountText(finding.account)}<br>${finding.region}</td><td><bdi>${finding.muted?.reason ?? ''}</bdi> <span class="small">${finding.muted?.by ?? ''}</span></td><td>${finding.muted?.expires ?? 'for good'}</td></tr>
`
})}</tbody></table>${more(total - findings.length)}`
}
</section>`
}

export function passSection(view: View): Html {
  const { findings, total } = view.passes
  const marks = marksOf(view)
  const groups = Map.groupBy(findings, ({ ruleId }) => ruleId)
  return html`<section id="passes"><h2>Passed <span class="count">${thousands(total)}</span></h2>
${total === 0 ? html`<p class="empty">Nothing was proven to be in order.</p>` : null}
${[...groups.values()].map((group) => {
  const [first] = group
  if (first === undefined) return html``
  const { severity, service } = marks(first)
  return html`<details class="rule" data-severity="${severity}" data-service="${service}"><summary><span class="chip good">passed</span><h3>${first.title}</h3><span class="count">${thousands(view.tally.byRule.get(first.ruleId)?.pass ?? group.length)}</span></summary>
<table><thead><tr><th>Resource</th><th>Key</th><th>Where</th></tr></thead><tbody>
${group.map(
  (finding) =>
    html`<tr data-region="${marks(finding).region}"><td><bdi>${finding.resource.name || finding.resource.uid}</bdi></td><td>${
      finding.key === null ? finding.reasonText : keyClassText[finding.key.class]
    } <span class="mono small">${finding.key?.arn ?? ''}</span></td><td>${accountText(finding.account)}, ${finding.region}</td></tr>
`,
)}</tbody></table></details>
`
})}${more(total - findings.length)}
</section>`
}

function more(hidden: number): Html | null {
  return hidden > 0
    ? html`<p class="note">${thousands(hidden)} more are in the JSON and CSV reports.</p>`
    : null
}
