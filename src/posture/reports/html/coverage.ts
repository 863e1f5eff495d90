import type { ServiceGap } from '../coverage.ts'
import { inKeyPolicy } from '../table-sections.ts'
import { counted, thousands } from '../text.ts'
import { type Html, html } from './markup.ts'
import type { View } from './view.ts'

const placesShown = 8

/** What the scan did not see, and what would have to be granted. */
export function coverageSection({ coverage, tally, summary }: View): Html {
  const { manual, services, missingActions } = coverage
  const nothing = manual.length === 0 && services.length === 0 && coverage.completeness === 'complete'
  return html`<section id="not-proven" class="gaps">
<h2>What was not proven <span class="count">${counted(tally.all.manual, 'finding')}${
    services.length === 0 ? null : html`, ${counted(services.length, 'service')}`
  }</span></h2>
${
  nothing
    ? html`<p class="empty">Every resource that was found was judged, and every service that was asked for was there.</p>`
    : html`<p class="note">None of this counts as passed.</p>`
}
${
  manual.length === 0
    ? null
    : html`<table><thead><tr><th>Reason</th><th>Asked</th><th class="right">Findings</th><th>What helps</th></tr></thead><tbody>${manual.map(
        ({ reasonCode, api, count, action, reasonText }) =>
          html`<tr><td class="mono">${reasonCode}</td><td class="mono">${api ?? '–'}</td><td class="right">${thousands(count)}</td><td>${
            action === null
              ? html`<span class="example">For example: ${reasonText}</span>`
              : html`Grant <code>${action}</code>${inKeyPolicy(reasonCode)}`
          }</td></tr>`,
      )}</tbody></table>`
}
${
  services.length === 0
    ? null
    : html`<table><thead><tr><th>Not scanned, wholly or in part</th><th>Because it is</th><th>Where</th></tr></thead><tbody>${alike(
        services,
      ).map(
        ({ names, why, places }) =>
          html`<tr><td class="mono">${names.join(', ')}</td><td>${why}</td><td>${places.slice(0, placesShown).join(', ')}${
            places.length > placesShown ? html` and ${places.length - placesShown} more` : null
          }</td></tr>`,
      )}</tbody></table>`
}
${
  missingActions.length === 0
    ? null
    : html`<p class="grant">Missing permissions: ${missingActions.map((action) => html`<code>${action}</code> `)}</p>`
}
${mutes(summary)}
</section>`
}

/** Services that are missing for the same reason in the same places: a small server has most of AWS's not. */
function alike(gaps: readonly ServiceGap[]) {
  const groups = Map.groupBy(gaps, ({ why, places }) => JSON.stringify([why, places]))
  return [...groups.values()].flatMap((group) =>
    group.slice(0, 1).map(({ why, places }) => ({ names: group.map(({ service }) => service), why, places })),
  )
}

function mutes({ expiredMutes, unusedMutes }: View['summary']): Html | null {
  if (expiredMutes.length + unusedMutes.length === 0) return null
  return html`<ul class="notices">${expiredMutes.map(
    ({ id, expires }) =>
      html`<li>The exception <bdi>${id}</bdi> expired on ${expires}; what it muted counts again.</li>`,
  )}${unusedMutes.map(({ id }) => html`<li>The exception <bdi>${id}</bdi> matched nothing.</li>`)}</ul>`
}
