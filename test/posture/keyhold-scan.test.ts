/** The scanner against a running Keyhold, in the services that it has. */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { until } from '../../src/cli/tour/expect.ts'
import type { Finding } from '../../src/posture/finding.ts'
import { keyhold } from '../support/command-line.ts'
import { startTestServer, type TestServer, temporaryFolder } from '../support/servers.ts'
import { createWorkspace, datazoneFor, newKeyArn } from '../support/workspaces.ts'

/** Names tell what is to be said. @returns the id of a workspace whose key was disabled */
async function fill(server: TestServer): Promise<string> {
  const { admin } = server
  const datazone = datazoneFor(server)
  const [key, lost] = [await newKeyArn(server), await newKeyArn(server)]
  const studio = { domainVersion: 'V1', tags: { AmazonBedrockManaged: 'true' } } as const
  await createWorkspace(datazone, { name: 'studio-pass', kmsKeyIdentifier: key, ...studio })
  await createWorkspace(datazone, { name: 'studio-fail', ...studio })
  const closed = await createWorkspace(datazone, { name: 'studio-closed', kmsKeyIdentifier: lost, ...studio })
  await createWorkspace(datazone, { name: 'domain-pass', kmsKeyIdentifier: key, domainVersion: 'V2' })
  await createWorkspace(datazone, { name: 'domain-fail', domainVersion: 'V2' })
  for (const [displayName, kmsKeyId] of [
    ['wiki-pass', key],
    ['wiki-fail', undefined],
  ] as const) {
    const { applicationId } = await admin.qbusiness.createApplication({
      displayName,
      ...(kmsKeyId !== undefined && { encryptionConfiguration: { kmsKeyId } }),
    })
    await until('an ACTIVE application', async () =>
      (await admin.qbusiness.getApplication({ applicationId })).status === 'ACTIVE' ? true : undefined,
    )
  }
  await admin.kms.disableKey({ KeyId: lost })
  return closed
}

async function keysAndAliases({ admin }: TestServer) {
  const { Keys = [] } = await admin.kms.listKeys({})
  const { Aliases = [] } = await admin.kms.listAliases({})
  return [Keys.map(({ KeyId }) => KeyId).sort(), Aliases.map(({ AliasName }) => AliasName).sort()]
}

test('all rules against a running Keyhold: what is there is judged, what is not is not failed, nothing changes', async (context) => {
  const server = await startTestServer(context)
  const closed = await fill(server)
  const before = await keysAndAliases(server)
  const folder = temporaryFolder(context)
  const { code, stderr } = await keyhold(['scan', '--quiet', '--output', folder, '--format', 'json,md'], '', {
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_REGION: server.region,
    AWS_ACCESS_KEY_ID: server.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: server.credentials.secretAccessKey,
    AWS_CONFIG_FILE: '/nowhere/config',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
  })
  assert.equal(code, 3, stderr)
  const findings = readFileSync(join(folder, 'findings.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Finding)
  const judged = findings.filter(
    ({ ruleId, status }) =>
      status !== 'NOT_APPLICABLE' && /^(?:qbusiness-application|datazone|bedrock-studio)/.test(ruleId),
  )
  assert.deepEqual(
    judged
      .map(({ ruleId, resource, status, reasonCode }) =>
        [ruleId, resource.name, status, reasonCode].join(' '),
      )
      .sort(),
    [
      'bedrock-studio-workspace-cmk studio-fail FAIL KEY_AWS_OWNED',
      'bedrock-studio-workspace-cmk studio-pass PASS KEY_CUSTOMER_MANAGED',
      'datazone-domain-cmk domain-fail FAIL KEY_AWS_OWNED',
      'datazone-domain-cmk domain-pass PASS KEY_CUSTOMER_MANAGED',
      // Nobody can read it without its key, so nobody can tell what it is.
      ...['bedrock-studio-workspace-cmk', 'datazone-domain-cmk'].map(
        (id) => `${id} ${closed} MANUAL API_ERROR:AccessDeniedException`,
      ),
      'qbusiness-application-cmk wiki-fail FAIL KEY_AWS_OWNED',
      'qbusiness-application-cmk wiki-pass PASS KEY_CUSTOMER_MANAGED',
    ].sort(),
  )
  // Every rule has said something, if only that the server does not have what it asks for.
  assert.equal(new Set(findings.map(({ ruleId }) => ruleId)).size, 89)
  assert.deepEqual(await keysAndAliases(server), before)
})
