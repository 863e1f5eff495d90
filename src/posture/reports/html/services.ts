import { type Counts, severities } from '../tally.ts'
import { thousands } from '../text.ts'
import { type Html, html } from './markup.ts'
import type { View } from './view.ts'

export function servicesSection({ tally }: View): Html {
  const rows = [...tally.byService].map(
    ([service, counts]) =>
      html`<tr><th scope="row">${service}</th>${severities.map((severity) =>
        number(counts.failBySeverity[severity], severity.toLowerCase()),
      )}${number(counts.manual, 'gap')}${number(counts.pass, 'good')}${number(counts.muted, 'quiet')}<td class="share">${shareBar(counts)}</td></tr>`,
  )
  return html`<section id="services">
<h2>By service</h2>
${
  rows.length === 0
    ? html`<p class="empty">Nothing was found to judge.</p>`
    : html`<table class="numbers"><thead><tr><th>Service</th>${severities.map(
        (severity) => html`<th class="right">${severity.slice(0, 1)}${severity.slice(1).toLowerCase()}</th>`,
      )}<th class="right">Not proven</th><th class="right">Passed</th><th class="right">Muted</th><th>Share</th></tr></thead><tbody>${rows}</tbody></table>`
}
</section>`
}

function number(count: number, tone: string): Html {
  return count === 0
    ? html`<td class="right zero">0</td>`
    : html`<td class="right ${tone}">${thousands(count)}</td>`
}

const barWidth = 160

/** Failures, what was not proven, passes: in this order, in their proportion. */
function shareBar({ fail, manual, pass }: Counts): Html {
  const total = fail + manual + pass
  if (total === 0) return html`–`
  const width = (count: number) => Math.round((count / total) * barWidth * 10) / 10
  const [bad, gap] = [width(fail), width(manual)]
  const percent = Math.floor((pass / total) * 100)
  return html`<svg class="bar" viewBox="0 0 ${barWidth} 10" width="${barWidth}" height="10" role="img" aria-label="${percent} % passed"><rect class="good" x="0" y="0" width="${barWidth}" height="10"/><rect class="gap" x="0" y="0" width="${bad + gap}" height="10"/><rect class="bad" x="0" y="0" width="${bad}" height="10"/></svg> ${percent} %`
}
