/**
 * Writes docs/coverage.md from the operation tables: what of each AWS API is there and what is not yet.
 *
 *   npm run coverage
 */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Service } from '../src/call/operation.ts'
import { repositoryRoot } from './project.ts'

type Operations = Service['operations']

interface Api {
  readonly title: string
  readonly operations: Operations
}

export const coverageFile = 'docs/coverage.md'

export async function readApis(): Promise<Api[]> {
  const [kms, iam, sts, cloudTrail, qbusiness, datazone, bedrock, bedrockRuntime] = await Promise.all([
    import('../src/kms/operations.ts'),
    import('../src/iam/operations/iam-operations.ts'),
    import('../src/iam/sts/sts-operations.ts'),
    import('../src/trail/operations.ts'),
    import('../src/services/qbusiness/operations.ts'),
    import('../src/services/datazone/operations.ts'),
    import('../src/services/guardrails/operations.ts'),
    import('../src/services/guardrails/runtime-operations.ts'),
  ])
  return [
    { title: 'AWS KMS', operations: kms.kmsOperations },
    { title: 'Amazon Q Business', operations: qbusiness.qbusinessOperations },
    { title: 'Amazon Bedrock', operations: bedrock.bedrockOperations },
    { title: 'Amazon Bedrock Runtime', operations: bedrockRuntime.bedrockRuntimeOperations },
    { title: 'Amazon DataZone', operations: datazone.datazoneOperations },
    { title: 'AWS IAM', operations: iam.iamOperations },
    { title: 'AWS STS', operations: sts.stsOperations },
    { title: 'AWS CloudTrail', operations: cloudTrail.cloudTrailOperations },
  ]
}

/** The page. Depends on the tables only, so that it can be compared to the file. */
export function coverageText(apis: readonly Api[]): string {
  return [
    '# Coverage',
    '',
    'Every operation of the AWS APIs that Keyhold speaks. An operation that is not there yet answers `501` with an error',
    'that names it. This page is written from the operation tables by `npm run coverage`.',
    '',
    '| API | implemented | of |',
    '| --- | ---: | ---: |',
    ...apis.map(totals),
    '',
    ...apis.flatMap(section),
  ].join('\n')
}

function totals({ title, operations }: Api): string {
  const names = Object.keys(operations)
  const anchor = title.toLowerCase().replaceAll(' ', '-')
  return `| [${title}](#${anchor}) | ${implemented(operations).length} | ${names.length} |`
}

function section({ title, operations }: Api): string[] {
  const there = new Set(implemented(operations))
  const rows = Object.keys(operations)
    .sort()
    .map((name) => `| ${name} | ${there.has(name) ? stateOf(name) : 'missing'} |`)
  return [`## ${title}`, '', '| operation | |', '| --- | --- |', ...rows, '']
}

/** Operations that are there and can do only so much. */
function stateOf(name: string): string {
  return /^(?:Connect|Create|Delete|Describe|Disconnect|Update)CustomKeyStores?$/.test(name)
    ? 'implemented: no account has a custom key store yet, and AWS’s own errors say so'
    : 'implemented'
}

function implemented(operations: Operations): string[] {
  return Object.keys(operations).filter((name) => operations[name] !== 'missing')
}

if (import.meta.main) writeFileSync(join(repositoryRoot, coverageFile), coverageText(await readApis()))
