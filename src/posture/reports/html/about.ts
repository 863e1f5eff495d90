import { scoreWeights } from '../../history/score.ts'
import { severities } from '../tally.ts'
import { thousands } from '../text.ts'
import { type Html, html } from './markup.ts'
import { timeText, type View } from './view.ts'

export function aboutSection({ summary }: View): Html {
  const seconds = Math.round((Date.parse(summary.endedAt) - Date.parse(summary.startedAt)) / 1000)
  return html`<section id="about">
<h2>About this report</h2>
<div class="columns">
<div>
<h3 id="score">How the score is counted</h3>
<p>For each rule, the share of its findings that passed; what could not be proven counts as not passed. The score is the mean over the rules, weighted by severity (${severities
    .map((severity) => `${severity.toLowerCase()} ${scoreWeights[severity]}`)
    .join(
      ', ',
    )}), rounded down. Muted findings and those that do not apply are left out. 100 means that nothing is open.</p>
<h3>What the words mean</h3>
<dl class="words">
<div><dt>Customer-managed key</dt><dd>A KMS key whose policy the customer writes and which the customer can disable or delete. Only this passes.</dd></div>
<div><dt>AWS-managed key</dt><dd>In the customer's account as <code>alias/aws/…</code>; nobody but AWS can change or withdraw it.</dd></div>
<div><dt>AWS-owned key</dt><dd>In an account of AWS's; the customer cannot even see it.</dd></div>
<div><dt>Not proven</dt><dd>The scanner could not know: a permission, a key's policy or an error stood in the way. Never a pass.</dd></div>
<div><dt>Muted</dt><dd>An exception that somebody made, with a reason.</dd></div>
</dl>
</div>
<div>
<h3>The scan</h3>
<dl class="words">
<div><dt>Began</dt><dd>${timeText(summary.startedAt)}</dd></div>
<div><dt>Took</dt><dd>${thousands(seconds)} s</dd></div>
<div><dt>Tool</dt><dd>Keyhold ${summary.version}, ${summary.ruleIds.length} rules; it only reads</dd></div>
</dl>
${
  summary.calls.length === 0
    ? null
    : html`<table class="numbers"><thead><tr><th>Service</th><th class="right">Calls</th><th class="right">Throttled</th></tr></thead><tbody>${summary.calls.map(
        ({ service, calls, throttles }) =>
          html`<tr><td>${service}</td><td class="right">${thousands(calls)}</td><td class="right">${thousands(throttles)}</td></tr>`,
      )}</tbody></table>`
}
${summary.notes.length === 0 ? null : html`<ul class="notices">${summary.notes.map((note) => html`<li>${note}</li>`)}</ul>`}
</div>
</div>
</section>`
}
