import type { Finding } from '../../finding.ts'
import { type Html, html } from './markup.ts'
import { accountText, keyClassText, timeText, type View } from './view.ts'

const tagsShown = 6

export function findingRow(finding: Finding, region: number, view: View): Html {
  const { resource, key, evidence, reasonText, reasonCode, source, severity, baseSeverity } = finding
  const tags = Object.entries(resource.tags)
  return html`<tr data-region="${region}">
<td><bdi class="name">${resource.name || resource.uid}</bdi><div class="mono small">${resource.uid}</div><div class="small">${resource.type}</div>${
    tags.length === 0
      ? null
      : html`<div class="tags">${tags.slice(0, tagsShown).map(([name, value]) => html`<span><bdi>${name}</bdi>=<bdi>${value}</bdi></span>`)}${
          tags.length > tagsShown ? html`<span>and ${tags.length - tagsShown} more</span>` : null
        }</div>`
  }</td>
<td>${key === null ? null : html`<span class="key ${key.class.toLowerCase()}">${keyClassText[key.class]}</span>`}
<p>${reasonText} <span class="mono small">${reasonCode}</span></p>
${key?.arn == null ? null : html`<div class="mono small">${key.arn}${key.state === null ? null : html` (${key.state})`}</div>`}
${evidence.map(
  ({ api, path, value, at }) =>
    html`<div class="evidence"><code>${api}</code> ${path === '' ? null : html`<code>${path}</code> `}${
      value === null ? html`<em>absent</em>` : html`<code>${value}</code>`
    } <time>${timeText(at)}</time></div>`,
)}</td>
<td>${finding.provider === 'iac' ? null : html`<div>${accountText(finding.account)}</div>`}<div>${finding.region}</div>${
    source === null ? null : html`<div class="mono small">${source.file}:${source.line}</div>`
  }<div class="small">${sinceText(finding, view)}</div>${
    severity === baseSeverity
      ? null
      : html`<div class="small">rated ${severity.toLowerCase()} here, usually ${baseSeverity.toLowerCase()}</div>`
  }</td>
</tr>
`
}

function sinceText({ findingUid, firstSeen, status }: Finding, { history }: View): Html {
  const life = history?.find(findingUid) ?? null
  const change = life?.lastChange ?? null
  const since =
    status === 'FAIL' && life?.nonCompliantSince != null
      ? html`failing since ${timeText(life.nonCompliantSince)}`
      : html`first seen ${timeText(firstSeen)}`
  if (change?.changedBy == null) return since
  const { principal, event, at } = change.changedBy
  return html`${since}<br>changed by <bdi>${principal}</bdi> with <code>${event}</code>, ${timeText(at)}`
}
