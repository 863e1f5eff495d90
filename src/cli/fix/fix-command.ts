/** `keyhold fix`: what it takes. */

import { type Command, InvalidArgumentError } from 'commander'

/** As commander gives them. */
export interface FixCommandOptions {
  readonly from?: string
  readonly rules: readonly string[]
  readonly service: readonly string[]
  readonly resource: readonly string[]
  readonly mutelist?: string
  readonly baseline?: string
  readonly muteTags: boolean
  readonly config?: string
  readonly key?: string
  readonly keyAdmin: readonly string[]
  readonly keyUser: readonly string[]
  readonly keyPrefix: string
  readonly plan: string
  readonly apply: boolean
  readonly only: readonly string[]
  readonly yes: boolean
  readonly confirm: readonly string[]
  readonly keepGoing: boolean
  readonly maxChanges: number
  readonly sameCredentials: boolean
  readonly resume: boolean
  readonly rollback?: string
  readonly iamPolicy?: string
  readonly profile?: string
  readonly region?: string
  readonly role?: string
  readonly externalId?: string
  readonly endpointUrl?: string
}

export function addFixCommand(program: Command): void {
  program
    .command('fix')
    .description('plan how to put findings under a customer-managed KMS key, and apply what is confirmed')
    .optionsGroup('What is planned:')
    .option('--from <folder>', 'folder or findings.jsonl of keyhold scan (default: scan now)')
    .option('--rules <ids>', 'only these; globs, and ! leaves out', list)
    .option('--service <names>', 'only rules about these: bedrock, connect, s3, …', list)
    .option('--resource <arns>', 'only these resources', list)
    .option('--mutelist <file>', 'when it scans: findings that are accepted')
    .option('--baseline <file>', 'when it scans: what is in this findings.jsonl counts as accepted')
    .option('--mute-tags', 'when it scans: honor the tag posture:mute')
    .option('--config <file>', 'YAML: parameters, endpoints')
    .option('--key <arn>', 'use this key (default: one a service and region, made or found by its alias)')
    .option('--key-admin <arns>', 'who administers keys that are made', list)
    .option('--key-user <arns>', 'who uses what is under them', list)
    .option('--key-prefix <name>', 'aliases are alias/<name>/<service>', aliasPart, 'keyhold')
    .option('--plan <file>', 'where the plan is written, or read with --apply', 'plan.json')
    .optionsGroup('What is applied:')
    .option('--apply', 'send what the plan says, after asking')
    .option('--only <steps>', 'only these steps, and what they depend on: s1,s4', list)
    .option('--yes', 'do not ask where yes is enough; what needs a name typed is still asked for')
    .option('--confirm <names>', 'names of resources, instead of typing them', list)
    .option('--keep-going', 'do not stop a service after its first failed step')
    .option('--max-changes <number>', 'steps in one run', wholeNumber, 25)
    .option('--same-credentials', 'apply with the credentials that planned')
    .option('--resume', 'go on where an earlier run with this plan ended')
    .option('--rollback <record>', 'undo what this record says was done: plan.record.jsonl')
    .option('--iam-policy <plan>', 'print the policy that applying this plan needs, and stop')
    .optionsGroup('Where:')
    .option('--profile <name>', 'profile of the AWS configuration')
    .option('--region <region>', 'where it scans, and the home of the credentials')
    .option('--role <name>', 'role to assume in other accounts')
    .option('--external-id <id>', 'the external id that the role asks for')
    .option('--endpoint-url <url>', 'a server of your own instead of AWS (default: AWS_ENDPOINT_URL)', url)
    .addHelpText('after', help)
    .action(async (given: Partial<FixCommandOptions>) =>
      (await import('../fix.ts')).fix({ ...notGiven, ...given } as FixCommandOptions),
    )
}

const notGiven = {
  rules: [],
  service: [],
  resource: [],
  muteTags: false,
  keyAdmin: [],
  keyUser: [],
  apply: false,
  only: [],
  yes: false,
  confirm: [],
  keepGoing: false,
  sameCredentials: false,
  resume: false,
} as const

const help = `
Planning only reads. The plan holds every call with its whole input, what it costs, what it does to data, and what undoes it;
it may hold what customers wrote, and is readable by its owner only. Nothing is sent without --apply.

Applying wants other credentials than planning (--same-credentials says that it does not matter; a server on this machine is
not asked). Each call stands in <plan>.record.jsonl before it is sent. A resource that was changed since the plan is left alone,
one that does not come out as planned is put back, and fixed means that the rule passes.

Exit codes: 0 done · 1 wrong usage · 2 credentials · 3 a step failed · 4 something was not confirmed, or not tried

Examples:
  $ keyhold scan && keyhold fix --from keyhold-scan --key-admin arn:aws:iam::111122223333:role/Admin
  $ keyhold fix --iam-policy plan.json > policy.json
  $ keyhold fix --apply --profile change --only s1,s2
  $ keyhold fix --rollback plan.record.jsonl --profile change
`

function list(value: string, before: readonly string[] = []): readonly string[] {
  const items = value.split(',').map((item) => item.trim())
  return [...before, ...items.filter((item) => item !== '')]
}

/** "CreateAlias", AWS KMS API reference; `aws/` is AWS's own. */
function aliasPart(value: string): string {
  if (!/^[a-zA-Z0-9/_-]{1,200}$/.test(value) || /^aws(\/|$)/.test(value)) {
    throw new InvalidArgumentError('It is not the beginning of an alias.')
  }
  return value
}

function wholeNumber(value: string): number {
  if (!/^[1-9]\d{0,3}$/.test(value)) throw new InvalidArgumentError('It is not a number from 1 to 9999.')
  return Number(value)
}

function url(value: string): string {
  if (!URL.canParse(value) || !/^https?:/.test(value))
    throw new InvalidArgumentError('It is not an http(s) URL.')
  return value
}
