import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { bedrockAgent, kms, s3 } from '../services.ts'
import { loadEndpoints } from './endpoints.ts'

const folder = mkdtempSync(join(tmpdir(), 'keyhold-endpoints-'))
const saved = { ...process.env }
before(() => {
  writeFileSync(
    join(folder, 'config'),
    `[profile local]
endpoint_url = http://common.profile
services = ours
[services ours]
kms =
  endpoint_url = http://kms.profile
bedrock_agent =
  endpoint_url = http://agent.profile
`,
  )
  process.env.AWS_CONFIG_FILE = join(folder, 'config')
  process.env.AWS_SHARED_CREDENTIALS_FILE = join(folder, 'none')
})
after(() => {
  process.env = saved
  rmSync(folder, { recursive: true, force: true })
})

const nothing = { url: null, byService: {}, profile: null, environment: {} }

test('nothing set: AWS', async () => {
  const endpoints = await loadEndpoints(nothing)
  assert.deepEqual([endpoints.of(kms), endpoints.common], [null, null])
})

test('the profile, for all and for single services', async () => {
  const endpoints = await loadEndpoints({ ...nothing, profile: 'local' })
  assert.equal(endpoints.common, 'http://common.profile')
  assert.equal(endpoints.of(kms), 'http://kms.profile')
  assert.equal(endpoints.of(bedrockAgent), 'http://agent.profile')
  assert.equal(endpoints.of(s3), 'http://common.profile')
})

test('the environment goes before the profile, also before its single services', async () => {
  const environment = { AWS_ENDPOINT_URL: 'http://common', AWS_ENDPOINT_URL_BEDROCK_AGENT: 'http://agent' }
  const endpoints = await loadEndpoints({ ...nothing, profile: 'local', environment })
  assert.equal(endpoints.common, 'http://common')
  assert.equal(endpoints.of(bedrockAgent), 'http://agent')
  assert.equal(endpoints.of(kms), 'http://common')
})

test('the option goes before both, and the configuration file before it', async () => {
  const environment = { AWS_ENDPOINT_URL: 'http://common', AWS_ENDPOINT_URL_KMS: 'http://kms' }
  const byService = { s3: 'http://buckets' }
  const endpoints = await loadEndpoints({ url: 'http://given', byService, profile: 'local', environment })
  assert.equal(endpoints.of(kms), 'http://given')
  assert.equal(endpoints.of(s3), 'http://buckets')
})

test('configured endpoints can be switched off', async () => {
  const environment = { AWS_ENDPOINT_URL: 'http://common', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }
  const endpoints = await loadEndpoints({ ...nothing, profile: 'local', environment })
  assert.equal(endpoints.of(kms), null)
})

test('a password in a URL is used and not shown', async () => {
  const endpoints = await loadEndpoints({
    url: 'http://me:secret@host:1/path',
    byService: {},
    profile: null,
    environment: {},
  })
  assert.equal(endpoints.common, 'http://host:1/path')
  assert.equal(endpoints.of(kms), 'http://me:secret@host:1/path')
})
