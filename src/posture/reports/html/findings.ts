import type { Finding } from '../../finding.ts'
import { complianceCell } from '../requirement-text.ts'
import { modeText } from '../table-failures.ts'
import { counted, thousands } from '../text.ts'
import type { Shown } from '../worst.ts'
import { marksOf } from './filters.ts'
import { findingRow } from './finding-row.ts'
import { type Html, html, link } from './markup.ts'
import type { View } from './view.ts'

interface Chapter {
  readonly id: 'failures' | 'manual'
  readonly title: string
  readonly empty: string
  readonly shown: Shown
}

/** Failures, then what a person must look at: the same shape for both. A piece at a time, so that it can be written as it is made. */
export function* findingSections(view: View): Iterable<Html> {
  const chapters: readonly Chapter[] = [
    {
      id: 'failures',
      title: 'Failures',
      empty: 'No resource is known to fail a rule.',
      shown: view.failures,
    },
    {
      id: 'manual',
      title: 'To look at by hand',
      empty: 'Every question had an answer.',
      shown: view.manuals,
    },
  ]
  for (const chapter of chapters) yield* chapterParts(view, chapter)
}

function* chapterParts(view: View, { id, title, empty, shown }: Chapter): Iterable<Html> {
  yield html`<section id="${id}"><h2>${title} <span class="count">${thousands(shown.total)}</span></h2>`
  if (shown.total === 0) yield html`<p class="empty">${empty}</p>`
  const marks = marksOf(view)
  // A rule whose findings differ in severity has a card for each, so that a severity can be hidden as a whole.
  const groups = Map.groupBy(shown.findings, ({ severity, ruleId }) => `${severity} ${ruleId}`)
  for (const findings of groups.values()) {
    const [first] = findings
    if (first === undefined) continue
    const { severity, service } = marks(first)
    yield html`<details open class="rule" data-severity="${severity}" data-service="${service}">
<summary><span class="chip ${severity}">${severity}</span><h3>${first.title}</h3><span class="count">${counted(findings.length, 'finding')}</span></summary>
${ruleFacts(view, first)}
<table class="findings"><thead><tr><th>Resource</th><th>Key and reason</th><th>Where and since when</th></tr></thead><tbody>
`
    for (const finding of findings) yield findingRow(finding, marks(finding).region, view)
    yield html`</tbody></table></details>
`
  }
  const hidden = shown.total - shown.findings.length
  if (hidden > 0) {
    yield html`<p class="banner">${thousands(hidden)} more are not shown here; the JSON and CSV reports list all of them.</p>`
  }
  yield html`</section>
`
}

function ruleFacts({ ruleById }: View, { ruleId, ruleVersion, remediation, requirements }: Finding): Html {
  const rule = ruleById.get(ruleId)
  const direct = complianceCell(requirements.filter(({ strength }) => strength === 'direct'))
  const supporting = complianceCell(requirements.filter(({ strength }) => strength === 'supporting'))
  return html`<dl class="facts">
${rule === undefined || rule.why === '' ? null : html`<div><dt>Why</dt><dd>${rule.why}</dd></div>`}
<div><dt>Remedy</dt><dd>${remediation.summary} <span class="mode">Changed ${modeText[remediation.mode]}.</span> ${
    remediation.url === '' ? null : link(remediation.url, 'AWS documentation')
  }</dd></div>
${direct === '' ? null : html`<div><dt>Requirements</dt><dd>${direct}</dd></div>`}
${supporting === '' ? null : html`<div><dt>Supports</dt><dd class="small">${supporting}</dd></div>`}
<div><dt>Rule</dt><dd class="mono">${ruleId} v${ruleVersion}${
    rule === undefined || rule.counterparts.length === 0
      ? null
      : html` <span class="aka">like ${rule.counterparts.join(', ')}</span>`
  }</dd></div>
</dl>`
}
