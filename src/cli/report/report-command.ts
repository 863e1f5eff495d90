/** `keyhold report`: what it takes. */

import { type Command, InvalidArgumentError, Option } from 'commander'

/** As commander gives them. */
export interface ReportCommandOptions {
  readonly in: string
  readonly format: readonly string[]
  readonly output?: string
  readonly history?: string
  readonly rows?: number
  readonly jsonArray: boolean
  readonly csvSchema: 'keyhold' | 'prowler'
  readonly csvDelimiter?: string
  readonly csvBom: boolean
  readonly sarifProfile: 'full' | 'github'
}

export function addReportCommand(program: Command): void {
  program
    .command('report')
    .description('make reports of a scan that is done, without scanning again')
    .option('--in <path>', 'folder or findings.jsonl of keyhold scan', 'keyhold-scan/findings.jsonl')
    .option('--format <formats>', 'table, json, csv, html, sarif, ocsf, asff, junit, md, prom', list, [])
    .option('--output <folder>', 'folder for the reports; without it one report goes to standard output')
    .option('--history <file>', 'history of the scans (default: history.db beside the findings)')
    .option('--rows <number>', 'findings that table, html and md list', wholeNumber)
    .optionsGroup('Formats:')
    .option('--json-array', 'json: one array instead of a finding a line', false)
    .addOption(
      new Option('--csv-schema <columns>', 'csv: whose columns')
        .choices(['keyhold', 'prowler'])
        .default('keyhold'),
    )
    .option('--csv-delimiter <character>', 'csv: between cells (default: , and ; in Prowler’s)', character)
    .option('--csv-bom', 'csv: begin with a byte order mark, for Excel', false)
    .addOption(
      new Option('--sarif-profile <profile>', 'sarif: all findings, or what GitHub code scanning shows')
        .choices(['full', 'github'])
        .default('full'),
    )
    .addHelpText('after', help)
    .action(async (options: ReportCommandOptions) => (await import('../report.ts')).report(options))
}

const help = `
scan.json beside the findings says what the scan saw and what it did not. Without it the reports say that this is unknown.

Examples:
  A page for an auditor, and SARIF for GitHub:
    $ keyhold report --format html,sarif --sarif-profile github --output out

  What failed, for a spreadsheet:
    $ keyhold report --format csv --csv-bom > findings.csv
`

function list(value: string, before: readonly string[]): readonly string[] {
  const items = value.split(',').map((item) => item.trim())
  return [...before, ...items.filter((item) => item !== '')]
}

function wholeNumber(value: string): number {
  if (!/^[1-9]\d{0,5}$/u.test(value)) throw new InvalidArgumentError('It is not a number from 1 to 999999.')
  return Number(value)
}

function character(value: string): string {
  const text = value === '\\t' ? '\t' : value
  if (!/^[^"\r\n]$/u.test(text)) throw new InvalidArgumentError('It is not one character; a tab is \\t.')
  return text
}
