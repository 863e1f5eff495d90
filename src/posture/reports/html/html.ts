/**
 * The report for people: one file without script, image or anything from elsewhere. Its policy allows the one style sheet
 * by its hash, so that even markup that slipped through could load and run nothing.
 */

import { createHash } from 'node:crypto'
import { coverageOf } from '../coverage.ts'
import type { ReportInput, ReportOptions, Write } from '../report.ts'
import { tallyFindings } from '../tally.ts'
import { isOpenFailure, isOpenManual, keepWorst } from '../worst.ts'
import { aboutSection } from './about.ts'
import { changesSection } from './changes.ts'
import { controlsSection } from './controls.ts'
import { coverageSection } from './coverage.ts'
import { filterBar, filterRules } from './filters.ts'
import { findingSections } from './findings.ts'
import { headSection } from './head.ts'
import { html, markupText } from './markup.ts'
import { mutedSection, passSection } from './quiet.ts'
import { servicesSection } from './services.ts'
import { styleSheet } from './style.ts'
import { summarySection } from './summary.ts'
import type { View } from './view.ts'

/** With evidence; a browser is still quick with so many. */
const rowsMaxDefault = 5000
const passesMax = 2000

export async function writeHtml(input: ReportInput, options: ReportOptions, write: Write): Promise<void> {
  const rowsMax = options.rowsMax ?? rowsMaxDefault
  const view = await viewOf(input, rowsMax)
  const style = `${styleSheet}${filterRules(view)}`
  const hash = createHash('sha256').update(style).digest('base64')
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`
  await write(
    markupText(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Keyhold ${input.summary.version}">
<title>Encryption key posture ${input.summary.endedAt.slice(0, 10)}</title>
`),
  )
  // Our own text, and no value in it.
  await write(`<style>${style}</style>\n</head>\n<body>\n`)
  for (const section of [
    headSection(view),
    summarySection(view),
    coverageSection(view),
    servicesSection(view),
    changesSection(view),
    filterBar(view),
  ]) {
    await write(`${markupText(section)}\n`)
  }
  for (const part of findingSections(view)) await write(markupText(part))
  for (const section of [mutedSection(view), passSection(view), controlsSection(view), aboutSection(view)]) {
    await write(`${markupText(section)}\n`)
  }
  await write('</body>\n</html>\n')
}

async function viewOf(input: ReportInput, rowsMax: number): Promise<View> {
  const { findings, rules, summary } = input
  const failures = keepWorst(isOpenFailure, rowsMax)
  const manuals = keepWorst(isOpenManual, rowsMax)
  const muted = keepWorst((finding) => finding.muted !== null, rowsMax)
  const passes = keepWorst(({ status, muted }) => status === 'PASS' && muted === null, passesMax)
  const tally = await tallyFindings(findings, failures, manuals, muted, passes)
  return {
    ...input,
    tally,
    coverage: coverageOf(summary, tally),
    ruleById: new Map(rules.map((rule) => [rule.id, rule])),
    failures: failures.shown(),
    manuals: manuals.shown(),
    muted: muted.shown(),
    passes: passes.shown(),
  }
}
