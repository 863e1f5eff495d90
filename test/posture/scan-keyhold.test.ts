/** `keyhold scan` on a running Keyhold, with nothing but what `keyhold env` prints. */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Finding } from '../../src/posture/finding.ts'
import type { ScanSummary } from '../../src/posture/scan-summary.ts'
import { bedrockOf, guardrail } from '../support/bedrock.ts'
import { keyhold } from '../support/command-line.ts'
import { startTestServer, temporaryFolder } from '../support/servers.ts'

test('guardrails under the default key, a customer’s, one that is disabled and one to be deleted', async (context) => {
  const server = await startTestServer(context)
  const { kms } = server.admin
  const { bedrock } = bedrockOf(server, server.admin)
  const newKey = async () => (await kms.createKey({})).KeyMetadata?.Arn ?? ''
  const [mine, disabled, doomed] = [await newKey(), await newKey(), await newKey()]
  await kms.createAlias({ AliasName: 'alias/guardrails', TargetKeyId: mine })
  const names = new Map<string, string>()
  const create = async (name: string, key: object = {}) => {
    const { guardrailArn = '' } = await bedrock.createGuardrail(guardrail({ name, ...key }))
    names.set(guardrailArn, name)
  }
  await create('default')
  await create('mine', { kmsKeyId: 'alias/guardrails' })
  await create('disabled', { kmsKeyId: disabled })
  await create('doomed', { kmsKeyId: doomed })
  await kms.disableKey({ KeyId: disabled })
  await kms.scheduleKeyDeletion({ KeyId: doomed, PendingWindowInDays: 7 })
  const aliasesBefore = await kms.listAliases({})

  const exported = await keyhold(['env', '--json', '--data', server.dataFolder])
  const folder = temporaryFolder(context)
  const outcome = await keyhold(['scan', '--output', folder, '--service', 'bedrock'], '', {
    ...(JSON.parse(exported.stdout) as Record<string, string>),
    AWS_ACCESS_KEY_ID: '',
    AWS_SECRET_ACCESS_KEY: '',
  })
  assert.equal(outcome.code, 3, outcome.stderr)

  const findings = readFileSync(join(folder, 'findings.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Finding)
  const guardrails = findings.filter(({ ruleId }) => ruleId === 'bedrock-guardrail-cmk')
  assert.deepEqual(
    Object.fromEntries(
      guardrails.map(({ resource, status, reasonCode }) => [
        names.get(resource.uid),
        `${status} ${reasonCode}`,
      ]),
    ),
    {
      default: 'FAIL KEY_AWS_OWNED',
      mine: 'PASS KEY_CUSTOMER_MANAGED',
      // Without its key a guardrail cannot be read, so nobody can be told which key it names.
      disabled: 'MANUAL API_ERROR:AccessDeniedException',
      doomed: 'MANUAL API_ERROR:AccessDeniedException',
    },
  )
  // Keyhold serves guardrails and no agents: a gap is not a pass.
  const agents = findings.filter(({ ruleId }) => ruleId === 'bedrock-agent-cmk')
  assert.deepEqual(
    agents.map(({ status, reasonCode }) => `${status} ${reasonCode}`),
    ['NOT_APPLICABLE NOT_IMPLEMENTED'],
  )
  const { summary } = JSON.parse(readFileSync(join(folder, 'scan.json'), 'utf8')) as { summary: ScanSummary }
  assert.match(summary.incompleteReasons.join(), /^2 of bedrock.guardrails/)
  assert.ok(summary.notImplemented.some(({ service }) => service === 'bedrock-agent'))
  assert.equal(summary.provider, 'self-hosted')

  const { Aliases } = await kms.listAliases({})
  assert.deepEqual(Aliases, aliasesBefore.Aliases, 'the scan made no key')
})
