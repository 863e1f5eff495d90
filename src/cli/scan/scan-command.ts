/** `keyhold scan`: what it takes. */

import { type Command, InvalidArgumentError, Option } from 'commander'

/** As commander gives them. */
export interface ScanCommandOptions {
  readonly profile?: string
  readonly region: readonly string[]
  readonly account: readonly string[]
  readonly organization: boolean
  readonly role?: string
  readonly externalId?: string
  readonly endpointUrl?: string
  readonly iac?: string
  readonly rules: readonly string[]
  readonly service: readonly string[]
  readonly format: readonly string[]
  readonly output: string
  readonly mutelist?: string
  readonly baseline?: string
  readonly muteTags: boolean
  readonly config?: string
  readonly resume: boolean
  readonly watch: boolean
  /** ms. */
  readonly interval?: number
  /** ms. */
  readonly fullInterval?: number
  /** ms. */
  readonly deadline?: number
  readonly failOn: string
  readonly minSeverity: string
  readonly exitZero: boolean
  readonly listRules: boolean
  readonly iamPolicy: boolean
  readonly concurrency: number
  readonly quiet: boolean
}

export function addScanCommand(program: Command): void {
  program
    .command('scan')
    .description('find every resource that is not under a customer-managed KMS key, on AWS or on Keyhold')
    .optionsGroup('What is scanned:')
    .option('--profile <name>', 'profile of the AWS configuration (default: as the AWS CLI finds it)')
    .option('--region <regions>', 'one or more, or all enabled ones with: all (default: the profile’s)', list)
    .option('--account <ids>', 'accounts to scan (default: that of the credentials)', list)
    .option('--organization', 'all active accounts of the organization')
    .option('--role <name>', 'role to assume in other accounts')
    .option('--external-id <id>', 'the external id that the role asks for')
    .option('--endpoint-url <url>', 'a server of your own instead of AWS (default: AWS_ENDPOINT_URL)', url)
    .option(
      '--iac <path>',
      'templates instead: CloudFormation, SAM, CDK output, Terraform plans; a file or a folder',
    )
    .optionsGroup('What is checked:')
    .option('--rules <ids>', 'only these; globs, and ! leaves out: bedrock-*,!*-version-cmk', list)
    .option('--service <names>', 'only rules about these: bedrock, connect, s3, …', list)
    .option('--config <file>', 'YAML: parameters, rules, severities, rates, endpoints, regions')
    .option('--list-rules', 'print the rules and stop')
    .option('--iam-policy', 'print the smallest policy that lets these rules be scanned, and stop')
    .optionsGroup('What comes out:')
    .option('--format <formats>', 'table, json, csv, html, sarif, ocsf, asff, junit, md, prom', list)
    .option('--output <folder>', 'folder of the journal and the reports', 'keyhold-scan')
    .option('--mutelist <file>', 'YAML: findings that are accepted, why, and until when')
    .option('--baseline <file>', 'findings.jsonl of an earlier scan: what is in it counts as accepted')
    .option('--mute-tags', 'honor the tag posture:mute=<rule>:<date>; whoever can tag can hide')
    .addOption(severity('--min-severity <level>', 'leave out of the reports what is below', 'info'))
    .addOption(
      severity('--fail-on <level>', 'exit with 3 for failures from here on, or: none', 'info', ['none']),
    )
    .option('--exit-zero', 'exit with 0 whatever is found')
    .option('--quiet', 'no progress and no table, only reports and errors')
    .optionsGroup('Going on:')
    .option('--watch', 'stay, and scan again what CloudTrail says has changed: when, and by whom')
    .addOption(
      new Option('--interval <time>', 'how often the trail is asked (default: 60s)').argParser(duration),
    )
    .addOption(
      new Option('--full-interval <time>', 'how often everything is scanned again (default: 24h)').argParser(
        duration,
      ),
    )
    .optionsGroup('How:')
    .option('--resume', 'go on with the scan in the output folder where it was interrupted')
    .addOption(
      new Option(
        '--deadline <time>',
        'stop after 30m, 2h, 90s and show what there is; exit with 4',
      ).argParser(duration),
    )
    .option('--concurrency <calls>', 'calls at a time', wholeNumber, 64)
    .addHelpText('after', help)
    .action(async (given: Partial<ScanCommandOptions>) =>
      (await import('../scan.ts')).scan({ ...notGiven, ...given } as ScanCommandOptions),
    )
}

const notGiven: Pick<
  ScanCommandOptions,
  | 'region'
  | 'account'
  | 'organization'
  | 'rules'
  | 'service'
  | 'format'
  | 'muteTags'
  | 'resume'
  | 'watch'
  | 'exitZero'
  | 'listRules'
  | 'iamPolicy'
  | 'quiet'
> = {
  region: [],
  account: [],
  organization: false,
  rules: [],
  service: [],
  format: [],
  muteTags: false,
  resume: false,
  watch: false,
  exitZero: false,
  listRules: false,
  iamPolicy: false,
  quiet: false,
}

const help = `
Exit codes: 0 nothing failed · 1 wrong usage · 2 credentials or configuration · 3 something failed · 4 incomplete

The scan only reads. It never describes an alias that AWS would create by being asked, and says MANUAL, not PASS, where it
was not allowed to look. What it has finished is in the journal: after an interruption give the same options and --resume.

Examples:
  A Keyhold on this machine:
    $ eval "$(keyhold env)" && keyhold scan

  The guardrails and workspaces of a real account, in all its regions, with a report for a browser:
    $ keyhold scan --profile audit --region all --rules 'bedrock-guardrail*,bedrock-studio*' --format html

  An organization, through a role; SARIF for code scanning, OCSF for a lake; high and critical break the build:
    $ keyhold scan --organization --role KeyholdAudit --format sarif,ocsf --output out --fail-on high

  Templates before they are deployed; a Terraform plan is made by: terraform show -json plan.out > plan.json
    $ keyhold scan --iac . --format sarif --output out

  A page for a browser that is always of now, and a line for each change:
    $ keyhold scan --watch --format html --output watched

  What the role must be allowed:
    $ keyhold scan --iam-policy > policy.json
`

function list(value: string, before: readonly string[] = []): readonly string[] {
  return [
    ...before,
    ...value
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  ]
}

function severity(
  flags: string,
  description: string,
  standard: string,
  more: readonly string[] = [],
): Option {
  return new Option(flags, description)
    .choices(['info', 'low', 'medium', 'high', 'critical', ...more])
    .default(standard)
}

function url(value: string): string {
  if (!URL.canParse(value) || !/^https?:/.test(value))
    throw new InvalidArgumentError('It is not an http(s) URL.')
  return value
}

function wholeNumber(value: string): number {
  if (!/^[1-9]\d{0,3}$/.test(value)) throw new InvalidArgumentError('It is not a number from 1 to 9999.')
  return Number(value)
}

const unitsMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 }

function duration(value: string): number {
  const [, amount = '', unit = ''] = /^(\d{1,6})(s|m|h)$/.exec(value) ?? []
  if (amount === '') throw new InvalidArgumentError('It is not a time like 30m, 2h or 90s.')
  return Number(amount) * (unitsMs[unit] ?? 0)
}
