/** Drawn as SVG with attributes only: the page's policy allows no style in an element. */

import type { ScanRecord } from '../../history/scan-history.ts'
import { scoreText } from '../../history/score.ts'
import { type Html, html } from './markup.ts'
import { timeText } from './view.ts'

const radius = 52
const circumference = 2 * Math.PI * radius

export function scoreRing(score: number | null): Html {
  const share = (score ?? 0) / 100
  return html`<svg class="ring ${scoreTone(score)}" viewBox="0 0 128 128" role="img" aria-label="Score ${scoreText(score)} of 100">
<circle class="track" cx="64" cy="64" r="${radius}"/>
<circle class="arc" cx="64" cy="64" r="${radius}" transform="rotate(-90 64 64)" stroke-dasharray="${round(share * circumference)} ${round(circumference)}"/>
<text x="64" y="64" text-anchor="middle" dominant-baseline="central">${scoreText(score)}</text>
</svg>`
}

/** For the colour only: the number is always beside it. */
export function scoreTone(score: number | null): string {
  if (score === null) return 'none'
  if (score >= 90) return 'high'
  return score >= 60 ? 'middle' : 'low'
}

const chart = { width: 560, height: 150, left: 30, right: 12, top: 10, bottom: 22 } as const

/** Scans by time; an incomplete one is a hollow point. @param scans oldest first. */
export function scoreTrend(scans: readonly ScanRecord[]): Html {
  const scored = scans.filter((scan): scan is ScanRecord & { score: number } => scan.score !== null)
  const times = scored.map(({ endedAt }) => Date.parse(endedAt))
  const start = Math.min(...times)
  const span = Math.max(...times) - start
  const x = (time: number) =>
    round(chart.left + (span === 0 ? 0.5 : (time - start) / span) * (chart.width - chart.left - chart.right))
  const points = scored.map((scan, index) => ({ scan, x: x(times[index] ?? start), y: y(scan.score) }))
  const [first, last] = [scored[0], scored.at(-1)]
  if (first === undefined || last === undefined)
    return html`<p class="empty">No scan on record has a score.</p>`
  const isOneDay = first !== last && day(first) === day(last)
  const line = points.map((point) => `${point.x},${point.y}`).join(' ')
  const area = `${points[0]?.x},${y(0)} ${line} ${points.at(-1)?.x},${y(0)}`
  return html`<svg class="chart" viewBox="0 0 ${chart.width} ${chart.height}" role="img" aria-label="Score of the last ${scored.length} scans, now ${scoreText(last.score)}">
${[0, 50, 100].map(
  (score) =>
    html`<line class="rule" x1="${chart.left}" x2="${chart.width - chart.right}" y1="${y(score)}" y2="${y(score)}"/><text class="mark" x="${chart.left - 6}" y="${y(score)}" text-anchor="end" dominant-baseline="central">${score}</text>`,
)}
<polygon class="area" points="${area}"/>
<polyline class="line" points="${line}"/>
${points.map(
  (point) =>
    html`<circle class="${point.scan.complete ? 'point' : 'point hollow'}" cx="${point.x}" cy="${point.y}" r="3.5"><title>${timeText(point.scan.endedAt)}: ${scoreText(point.scan.score)}${point.scan.complete ? '' : ', incomplete'}</title></circle>`,
)}
<text class="mark" x="${chart.left}" y="${chart.height - 5}">${mark(first, isOneDay)}</text>
<text class="mark" x="${chart.width - chart.right}" y="${chart.height - 5}" text-anchor="end">${mark(last, isOneDay)}</text>
</svg>`
}

/** The time as well where the day says nothing: a watch scans many times a day. */
function mark(scan: ScanRecord, isOneDay: boolean): string {
  return isOneDay ? timeText(scan.endedAt) : day(scan)
}

function day({ endedAt }: ScanRecord): string {
  return endedAt.slice(0, 10)
}

function y(score: number): number {
  return round(chart.top + (1 - score / 100) * (chart.height - chart.top - chart.bottom))
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
