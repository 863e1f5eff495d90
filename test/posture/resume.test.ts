/** A scan that is cut off after any line of its journal ends with the same findings, and does nothing twice. */

import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { runScan, type ScanRequest } from '../../src/posture/engine/run-scan.ts'
import type { Finding } from '../../src/posture/finding.ts'
import type { IndexRule, Rule } from '../../src/posture/rule.ts'
import { bedrockGuardrailCmk } from '../../src/posture/rules/bedrock-guardrail-cmk.ts'
import { noSettings } from '../../src/posture/settings/settings.ts'
import { accessDenied, type FakeAws, type FakeInput } from '../support/fake-aws.ts'
import { keys } from '../support/fake-keys.ts'
import { guardrailHandlers, startGuardrailFake } from '../support/guardrail-fake.ts'
import { temporaryFolder } from '../support/servers.ts'

const saved = { ...process.env }
before(() => {
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_CONFIG_FILE: '/nowhere/config',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
  })
})
after(() => {
  process.env = saved
})

/** One finding a key that anything names, so that what is joined is compared as well. */
const joining: IndexRule = {
  ...bedrockGuardrailCmk,
  id: 'test-joining',
  kind: 'index',
  collectors: [bedrockGuardrailCmk.collector],
  needsStatusOf: [bedrockGuardrailCmk.id],
  fix: null,
  judge: (index) =>
    (index.resourcesOf(bedrockGuardrailCmk.collector) ?? []).map((resource) => ({
      resource,
      verdict: {
        status: 'MANUAL',
        reasonCode: [
          index.statusOf(bedrockGuardrailCmk.id, resource.uid),
          ...index.references.flatMap(({ key, resource: { uid } }) =>
            uid === resource.uid ? [key.arn] : [],
          ),
        ].join(' '),
        reasonText: '.',
      },
    })),
}
const rules: readonly Rule[] = [bedrockGuardrailCmk, joining]

const guardrails = {
  none: undefined,
  mine: keys.customer.arn,
  again: keys.customer.arn,
  theirs: keys.awsManaged.arn,
  off: keys.disabled.arn,
  lost: keys.deleted.arn,
  locked: keys.customer.arn,
}

function fakeAccountOf(scope: { after(close: () => unknown): void }): Promise<FakeAws> {
  const { 'bedrock:GetGuardrail': get } = guardrailHandlers({ guardrails })
  return startGuardrailFake(
    scope,
    { guardrails, pageSize: 3 },
    {
      'bedrock:GetGuardrail': (
        input: FakeInput,
        context: { region: string; account: string; nth: number },
      ) =>
        input.guardrailIdentifier === 'locked'
          ? accessDenied
          : (get as (...given: unknown[]) => unknown)(input, context),
    },
  )
}

async function scan(fake: FakeAws, folder: string, resume: boolean) {
  const request: ScanRequest = {
    rules,
    profile: null,
    regions: ['us-east-1', 'eu-west-1'],
    accounts: [],
    organization: false,
    role: null,
    externalId: null,
    endpointUrl: fake.url,
    mutelistFile: null,
    baselineFile: null,
    honorsMuteTags: false,
    settings: noSettings,
    folder,
    resume,
    failOn: 'INFO',
    callsMax: 4,
    version: 'test',
    environment: {},
    now: Date.now,
    signal: new AbortController().signal,
  }
  const { findings, summary, close } = await runScan(request)
  const found: Finding[] = await Array.fromAsync(findings)
  await close()
  return { found, summary }
}

/** What must not hang on where the scan was cut off; times may. */
const comparable = (findings: readonly Finding[]) =>
  findings
    .map(({ findingUid, ruleId, status, reasonCode, region, resource, key, scanId }) =>
      JSON.stringify({ findingUid, ruleId, status, reasonCode, region, name: resource.name, key, scanId }),
    )
    .sort()

test('cut off after each line, and within it', async (context) => {
  const fake = await fakeAccountOf(context)
  const folder = temporaryFolder(context)
  const whole = await scan(fake, folder, false)
  assert.equal(whole.summary.completeness, 'incomplete', 'one guardrail is locked')
  assert.equal(whole.found.length, 2 * 7 + 2 * 6)
  const path = join(folder, 'journal.jsonl')
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  for (let kept = 1; kept <= lines.length; kept++) {
    const next = lines[kept] ?? ''
    const torn = next.slice(0, Math.floor(next.length / 2))
    writeFileSync(path, `${lines.slice(0, kept).join('\n')}\n${torn}`)
    const done = new Set(
      lines
        .slice(1, kept)
        .map((line) => JSON.parse(line))
        .filter(({ kind, failed }) => kind === 'item' && !failed)
        .map(({ unit, uid }) => `${unit.region} ${uid.split('/')[1]}`),
    )
    const calls = fake.calls.length
    const resumed = await scan(fake, folder, true)
    assert.deepEqual(comparable(resumed.found), comparable(whole.found), `after ${kept} lines`)
    assert.equal(resumed.summary.resources, whole.summary.resources)
    const repeated = fake.calls
      .slice(calls)
      .filter(({ operation }) => operation === 'bedrock:GetGuardrail')
      .map(({ input, region }) => `${region} ${input.guardrailIdentifier}`)
      .filter((name) => done.has(name))
    assert.deepEqual(repeated, [], `after ${kept} lines`)
  }
})

test('what was denied is tried again: a scan is whole once it is allowed', async (context) => {
  const fake = await fakeAccountOf(context)
  const folder = temporaryFolder(context)
  await scan(fake, folder, false)
  const before = fake.count('bedrock:GetGuardrail')
  fake.set(guardrailHandlers({ guardrails, pageSize: 3 }))
  const { summary, found } = await scan(fake, folder, true)
  assert.equal(summary.completeness, 'complete', summary.incompleteReasons.join())
  assert.equal(fake.count('bedrock:GetGuardrail'), before + 2)
  assert.ok(found.some(({ resource, status }) => resource.name === 'locked' && status === 'PASS'))
  assert.ok(!found.some(({ reasonCode }) => reasonCode.startsWith('API_ERROR')))
})
