/** Filters without script: a box that is not ticked hides what carries its mark (`:has`, in all browsers since 2023). */

import type { Finding } from '../../finding.ts'
import { compare, severities } from '../tally.ts'
import { type Html, html } from './markup.ts'
import type { View } from './view.ts'

const kinds = [
  ['failures', 'Failures'],
  ['manual', 'To look at'],
  ['muted', 'Muted'],
  ['passes', 'Passed'],
] as const

/** With more of them a list of boxes helps nobody. */
const boxesMax = 40

interface Choices {
  readonly services: readonly string[]
  readonly regions: readonly string[]
}

/** Names never reach the style sheet: only their numbers do. */
export function choicesOf({ tally, failures, manuals, muted, passes }: View): Choices {
  const shown = [failures, manuals, muted, passes].flatMap(({ findings }) => findings)
  const regions = [...new Set(shown.map(({ region }) => region))].sort(compare)
  return {
    services: [...tally.byService.keys()].slice(0, boxesMax),
    regions: regions.slice(0, boxesMax),
  }
}

export function filterBar(view: View): Html {
  const { services, regions } = choicesOf(view)
  return html`<form class="filters" aria-label="Filters">
<fieldset><legend>Show</legend>${kinds.map(([id, name]) => box(`k-${id}`, name))}</fieldset>
<fieldset><legend>Severity</legend>${severities.map((severity) => box(`v-${severity.toLowerCase()}`, severity.toLowerCase()))}</fieldset>
${services.length < 2 ? null : html`<fieldset><legend>Service</legend>${services.map((service, index) => box(`s-${index}`, service))}</fieldset>`}
${regions.length < 2 ? null : html`<fieldset><legend>Region</legend>${regions.map((region, index) => box(`r-${index}`, region))}</fieldset>`}
<button type="reset">Show all</button>
</form>
<p class="banner filtered">Some findings are hidden by the filters. The numbers above count all of them.</p>`
}

/** One CSS rule a box. */
export function filterRules(view: View): string {
  const { services, regions } = choicesOf(view)
  const hide = (box: string, what: string) => `body:has(#${box}:not(:checked)) ${what}{display:none}`
  return [
    ...kinds.map(([id]) => hide(`k-${id}`, `#${id}`)),
    ...severities.map((severity) =>
      hide(`v-${severity.toLowerCase()}`, `[data-severity="${severity.toLowerCase()}"]`),
    ),
    ...(services.length < 2
      ? []
      : services.map((_, index) => hide(`s-${index}`, `[data-service="${index}"]`))),
    ...(regions.length < 2 ? [] : regions.map((_, index) => hide(`r-${index}`, `[data-region="${index}"]`))),
  ].join('\n')
}

/** Marks by which a box finds a finding. */
export function marksOf(
  view: View,
): (finding: Finding) => { service: number; region: number; severity: string } {
  const { services, regions } = choicesOf(view)
  const serviceAt = new Map(services.map((service, index) => [service, index]))
  const regionAt = new Map(regions.map((region, index) => [region, index]))
  return ({ service, region, severity }) => ({
    service: serviceAt.get(service) ?? -1,
    region: regionAt.get(region) ?? -1,
    severity: severity.toLowerCase(),
  })
}

function box(id: string, name: string): Html {
  return html`<label><input type="checkbox" id="${id}" checked> <bdi>${name}</bdi></label>`
}
