/**
 * Writes the table of rules in docs/scanner.md from the rules themselves.
 *
 *   npm run rules-table
 */

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Rule } from '../src/posture/rule.ts'
import { rules } from '../src/posture/rules/rules.ts'
import { repositoryRoot } from './project.ts'

export const scannerFile = 'docs/scanner.md'

const begin = '<!-- begin of the rules: npm run rules-table -->'
const end = '<!-- end of the rules -->'

/** The page with its table made anew. @throws when the page has lost the marks around the table */
export function withRulesTable(page: string, all: readonly Rule[]): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`${scannerFile} lacks the marks around its table of rules.`)
  return `${page.slice(0, from + begin.length)}\n\n${rulesTable(all)}\n\n${page.slice(to)}`
}

function rulesTable(all: readonly Rule[]): string {
  const services = [...Map.groupBy(all, ({ service }) => service)]
  return [
    `${all.length} rules. How the key gets there: IN-PLACE, one update; NEW-VERSION, an update that is then published; RE-CREATE,`,
    'only a new resource can have it; NEW-JOB, history stays and the next run can have it; ADVICE, there is no API for it;',
    'MIXED, each part in its own way. T: the rule knows the property in CloudFormation templates or Terraform plans.',
    '',
    '| rule | severity | the good state | how the key gets there | | nearest checks elsewhere |',
    '| --- | --- | --- | --- | --- | --- |',
    ...services.flatMap(([service, members]) => [`| **${service}** | | | | | |`, ...members.map(row)]),
  ].join('\n')
}

function row({ id, severity, title, mode, iac, counterparts }: Rule): string {
  return `| \`${id}\` | ${severity} | ${title} | ${mode} | ${iac?.length ? 'T' : ''} | ${counterparts.join(', ')} |`
}

export function readScannerPage(): string {
  return readFileSync(join(repositoryRoot, scannerFile), 'utf8')
}

if (import.meta.main)
  writeFileSync(join(repositoryRoot, scannerFile), withRulesTable(readScannerPage(), rules))
