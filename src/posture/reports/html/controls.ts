import { findControl } from '../../controls/requirements-of.ts'
import { standardOf } from '../requirement-text.ts'
import type { RequirementCounts } from '../tally.ts'
import { thousands } from '../text.ts'
import { type Html, html } from './markup.ts'
import type { View } from './view.ts'

/** By framework: which requirements the findings bear on, and how they stand. */
export function controlsSection({ tally }: View): Html {
  const byStandard = Map.groupBy(tally.byRequirement, standardOf)
  return html`<section id="controls">
<h2>Controls</h2>
<p class="note">Which requirements these findings are evidence for. <em>Direct</em>: the requirement is about encryption or its keys. <em>Supporting</em>: a key under the customer's control helps to meet it. Hardly any framework demands customer-managed keys by name, and passing rules alone meets no requirement.</p>
${[...byStandard].map(
  ([
    standard,
    requirements,
  ]) => html`<details class="rule"><summary><h3>${standard}</h3><span class="count">${standing(requirements)}</span></summary>
<table><thead><tr><th>Requirement</th><th>Strength</th><th>Mapped by</th><th class="right">Rules</th><th class="right">Failing</th><th class="right">Not proven</th><th class="right">Passed</th><th class="right">Muted</th></tr></thead><tbody>
${requirements.map(requirementRow)}</tbody></table></details>
`,
)}
</section>`
}

function standing(requirements: readonly RequirementCounts[]): string {
  const failing = requirements.filter(({ counts }) => counts.fail > 0).length
  return failing === 0
    ? `${requirements.length} requirements, none failing`
    : `${failing} of ${requirements.length} requirements failing`
}

function requirementRow({ framework, version, id, strength, rules, counts }: RequirementCounts): Html {
  const control = findControl(framework, version, id)
  return html`<tr><td><strong>${id}</strong> ${control?.title ?? ''}</td><td class="nowrap">${strength}</td><td class="small">${control?.mappedBy.join(', ') ?? ''}</td><td class="right">${rules.size}</td>${cell(counts.fail, 'bad')}${cell(counts.manual, 'gap')}${cell(counts.pass, 'good')}${cell(counts.muted, 'quiet')}</tr>
`
}

function cell(count: number, tone: string): Html {
  return count === 0
    ? html`<td class="right zero">0</td>`
    : html`<td class="right ${tone}">${thousands(count)}</td>`
}
