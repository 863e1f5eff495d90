import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { hostileFindings } from './fixtures/test-hostile.ts'
import { secondAccount, testFinding, testInput, testSummary } from './fixtures/test-scan.ts'
import { publishedSchema } from './fixtures/test-schemas.ts'
import type { ReportInput, ReportOptions } from './report.ts'
import { reportText } from './reports.ts'

interface Result {
  readonly ruleId: string
  readonly ruleIndex: number
  readonly kind: string
  readonly level: string
  readonly message: { readonly text: string }
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string }
      readonly region: { readonly startLine: number }
    }
  }[]
  readonly partialFingerprints: Readonly<Record<string, string>>
  readonly suppressions?: readonly { readonly kind: string; readonly justification: string }[]
}

interface Log {
  readonly version: string
  readonly runs: readonly {
    readonly automationDetails: { readonly id: string }
    readonly tool: {
      readonly driver: {
        readonly rules: readonly {
          readonly id: string
          readonly properties: { tags: string[]; 'security-severity': string }
        }[]
      }
    }
    readonly results: readonly Result[]
    readonly invocations: readonly {
      readonly executionSuccessful: boolean
      readonly toolExecutionNotifications: readonly { readonly message: { readonly text: string } }[]
    }[]
  }[]
}

const schema = publishedSchema('sarif-2.1.0.json')
const validate = schema === null ? null : compile(schema)

function compile(published: Record<string, unknown>) {
  // A pattern of the schema has a lone bracket.
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false })
  addFormats.default(ajv)
  return ajv.compile(published)
}

async function sarif(input: ReportInput, options: ReportOptions = {}): Promise<Log> {
  const text = await reportText('sarif', input, options)
  const log = JSON.parse(text)
  if (validate !== null) assert.ok(validate(log), JSON.stringify(validate.errors?.slice(0, 3)))
  checkStructure(log)
  return log
}

/** What the schema does not say, or says when it is not there. */
function checkStructure({ version, runs }: Log): void {
  assert.equal(version, '2.1.0')
  for (const { automationDetails, tool, results } of runs) {
    assert.match(automationDetails.id, /^posture\/.+\/$/)
    for (const rule of tool.driver.rules) {
      assert.ok(rule.properties.tags.length <= 20)
      assert.match(rule.properties['security-severity'], /^\d\.\d$/)
    }
    for (const result of results) {
      assert.equal(tool.driver.rules[result.ruleIndex]?.id, result.ruleId)
      assert.equal(result.kind === 'fail', result.level !== 'none')
      assert.ok(result.message.text.length > 0)
      const [location] = result.locations
      assert.ok(location !== undefined)
      assert.match(location.physicalLocation.artifactLocation.uri, /^[\w%!'()*.~-]+(\/[\w%!'()*.~-]+)*$/)
      assert.doesNotMatch(location.physicalLocation.artifactLocation.uri, /(^|\/)\.{1,2}(\/|$)/)
      assert.ok(location.physicalLocation.region.startLine >= 1)
    }
  }
}

test('every status has its kind, and only failures a level', async () => {
  const log = await sarif(testInput())
  const results = log.runs.flatMap(({ results }) => results)
  assert.deepEqual(results.map(({ kind, level }) => `${kind} ${level}`).sort(), [
    'fail error',
    'fail error',
    'fail warning',
    'notApplicable none',
    'pass none',
    'review none',
  ])
})

test('each account is a run of its own', async () => {
  const log = await sarif(testInput())
  assert.deepEqual(
    log.runs.map(({ automationDetails, results }) => [automationDetails.id, results.length]),
    [
      ['posture/111122223333/', 5],
      ['posture/444455556666/', 1],
    ],
  )
})

test('a muted finding is suppressed with its reason, and inline ones in the source', async () => {
  const muted = { by: 'inline', reason: 'test data', expires: null }
  const log = await sarif(testInput({ list: [testFinding({ status: 'FAIL', name: 'a', muted })] }))
  const [result] = log.runs[0]?.results ?? []
  assert.deepEqual(result?.suppressions, [{ kind: 'inSource', justification: 'test data' }])
})

test('GitHub is given what it must show and nothing that it would show wrongly', async () => {
  const log = await sarif(testInput(), { sarifProfile: 'github' })
  const results = log.runs.flatMap(({ results }) => results)
  assert.deepEqual(
    results.map(({ ruleId, kind, level }) => `${ruleId} ${kind} ${level}`),
    [
      'bedrock-guardrail-cmk fail error',
      'kms-rotation-enabled fail warning',
      'connect-call-recordings-cmk fail note',
    ],
  )
})

test('GitHub: more than it shows of one run becomes a run for each service', async () => {
  const list = Array.from({ length: 5001 }, (_, index) =>
    testFinding({ status: 'FAIL', name: `g${index}`, service: index % 2 === 0 ? 'bedrock' : 'connect' }),
  )
  const text = await reportText('sarif', testInput({ list }), { sarifProfile: 'github' })
  const log: Log = JSON.parse(text)
  assert.deepEqual(
    log.runs.map(({ automationDetails, results }) => [automationDetails.id, results.length]),
    [
      ['posture/111122223333/bedrock/', 2501],
      ['posture/111122223333/connect/', 2500],
      ['posture/444455556666/', 0],
    ],
  )
})

test('a template is a file with a line, relative to the repository', async () => {
  const cases = [
    ['infra/main.yaml', 'infra/main.yaml'],
    ['/home/me/in fra/main.yaml', 'home/me/in%20fra/main.yaml'],
    ['C:\\infra\\main.json', 'C%3A/infra/main.json'],
    ['../x.yaml', '%2E%2E/x.yaml'],
  ] as const
  for (const [file, uri] of cases) {
    const source = { file, line: 0, column: 0 }
    const list = [testFinding({ status: 'FAIL', name: 'a', provider: 'iac', source })]
    const log = await sarif(testInput({ list }))
    const place = log.runs[0]?.results[0]?.locations[0]?.physicalLocation
    assert.deepEqual(place?.artifactLocation, { uri, uriBaseId: '%SRCROOT%' })
    assert.deepEqual(place?.region, { startLine: 1, startColumn: 1 })
  }
})

test('fingerprints stay when verdict, title and time change', async () => {
  const before = testFinding({ status: 'FAIL', name: 'a' })
  const after = {
    ...before,
    title: 'Renamed',
    severity: 'LOW',
    lastSeen: '2026-03-01T00:00:00.000Z',
  } as const
  const [first, second] = await Promise.all(
    [before, after].map(async (finding) => {
      const log = await sarif(testInput({ list: [finding] }))
      return log.runs[0]?.results[0]?.partialFingerprints
    }),
  )
  assert.deepEqual(first, second)
  assert.equal(first?.['posture/v1'], before.findingUid)
})

test('what the scan did not see is said by the tool', async () => {
  const summary = testSummary({
    accounts: [secondAccount],
    completeness: 'incomplete',
    incompleteReasons: ['The deadline was reached.'],
    notImplemented: [{ service: 'bedrock-agent', account: secondAccount.id, region: 'eu-west-1' }],
    denied: [
      {
        action: 'kms:DescribeKey',
        code: 'AccessDenied',
        account: secondAccount.id,
        region: 'eu-west-1',
        service: 'kms',
        calls: 2,
      },
    ],
  })
  const [run] = (await sarif(testInput({ list: [], summary }))).runs
  assert.equal(run?.invocations[0]?.executionSuccessful, false)
  assert.deepEqual(
    run?.invocations[0]?.toolExecutionNotifications.map(({ message }) => message.text),
    [
      'The deadline was reached.',
      'kms:DescribeKey was denied in 444455556666 eu-west-1 (AccessDenied).',
      'bedrock-agent was not scanned in 444455556666 eu-west-1: not implemented there.',
    ],
  )
})

test('hostile texts leave the log valid', async () => {
  const log = await sarif(testInput({ list: hostileFindings() }))
  assert.doesNotMatch(JSON.stringify(log), /\\ud[89a-f][0-9a-f]{2}/i)
  await sarif(testInput({ list: hostileFindings() }), { sarifProfile: 'github' })
})
