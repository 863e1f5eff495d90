import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NormalizedSchema } from '@smithy/core/schema'
import { apis } from '../apis.ts'
import type { Constraint, Model } from './model.ts'
import { compilePattern } from './patterns.ts'
import { compileValidator, type Validator } from './validate.ts'
import { violationsMax, violationsMessage } from './violation.ts'

type Ref = Parameters<typeof NormalizedSchema.of>[0]

const validators = new Map<string, Validator>()

async function messageFor(service: string, operation: string, input: object): Promise<string> {
  const id = `${service}.${operation}`
  const known = validators.get(id)
  if (known !== undefined) return messageOf(known, input)
  const api = apis[service]
  assert.ok(api)
  const sdk = (await api.loadSdk()) as Record<string, readonly unknown[]>
  const schema = NormalizedSchema.of(sdk[`${operation}$`]?.[4] as Ref)
  const validator = compileValidator(await api.loadModel(), schema, api.echoesValues)
  validators.set(id, validator)
  return messageOf(validator, input)
}

function messageOf(validator: Validator, input: object): string {
  const violations = validator(input)
  return violations.length === 0 ? '' : violationsMessage(violations.map(({ text }) => text))
}

interface Case {
  readonly name: string
  readonly service?: string
  readonly operation: string
  readonly input: object
  readonly message: string
}

const failed = 'failed to satisfy constraint:'
const one = '1 validation error detected:'
const app = 'a'.repeat(36)
const long = 'x'.repeat(257)

const cases: Case[] = [
  {
    name: 'a valid request',
    operation: 'Encrypt',
    input: { KeyId: 'k', Plaintext: Buffer.alloc(4096) },
    message: '',
  },
  {
    name: 'required',
    operation: 'DescribeKey',
    input: {},
    message: `${one} Value null at 'keyId' ${failed} Member must not be null`,
  },
  {
    name: 'integer low',
    operation: 'GenerateRandom',
    input: { NumberOfBytes: 0 },
    message: `${one} Value '0' at 'numberOfBytes' ${failed} Member must have value greater than or equal to 1`,
  },
  {
    name: 'integer high',
    operation: 'GenerateRandom',
    input: { NumberOfBytes: 1025 },
    message: `${one} Value '1025' at 'numberOfBytes' ${failed} Member must have value less than or equal to 1024`,
  },
  {
    name: 'text short',
    operation: 'DescribeKey',
    input: { KeyId: '' },
    message: `${one} Value '' at 'keyId' ${failed} Member must have length greater than or equal to 1`,
  },
  {
    name: 'text long, in a list of structures',
    operation: 'CreateKey',
    input: { Tags: [{ TagKey: 'ok', TagValue: long }] },
    message: `${one} Value '${long}' at 'tags.1.member.tagValue' ${failed} Member must have length less than or equal to 256`,
  },
  {
    name: 'a value of 1,024 units is repeated',
    operation: 'CreateAlias',
    input: { AliasName: 'x'.repeat(1024), TargetKeyId: 'k' },
    message: `${one} Value '${'x'.repeat(1024)}' at 'aliasName' ${failed} Member must have length less than or equal to 256`,
  },
  {
    name: 'a longer one is not',
    operation: 'CreateKey',
    input: { Policy: 'x'.repeat(131_073) },
    message: `${one} Value at 'policy' ${failed} Member must have length less than or equal to 131072`,
  },
  {
    name: 'nor is a long list',
    operation: 'UntagResource',
    input: { KeyId: 'k', TagKeys: Array.from({ length: 5 }, () => long) },
    message: `${one} Value at 'tagKeys' ${failed} Member must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1]`,
  },
  {
    name: 'missing in the second of a list',
    operation: 'CreateKey',
    input: { Tags: [{ TagKey: 'a', TagValue: '' }, { TagKey: 'b' }] },
    message: `${one} Value null at 'tags.2.member.tagValue' ${failed} Member must not be null`,
  },
  {
    name: 'blob long: no value',
    operation: 'Encrypt',
    input: { KeyId: 'k', Plaintext: Buffer.alloc(4097) },
    message: `${one} Value at 'plaintext' ${failed} Member must have length less than or equal to 4096`,
  },
  {
    name: 'blob empty: no value',
    operation: 'Encrypt',
    input: { KeyId: 'k', Plaintext: Buffer.alloc(0) },
    message: `${one} Value at 'plaintext' ${failed} Member must have length greater than or equal to 1`,
  },
  {
    name: 'pattern',
    operation: 'CreateAlias',
    input: { AliasName: 'alias/a b', TargetKeyId: 'k' },
    message: `${one} Value 'alias/a b' at 'aliasName' ${failed} Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$`,
  },
  {
    name: 'a pattern must match the whole text',
    operation: 'CreateAlias',
    input: { AliasName: 'alias/a\n', TargetKeyId: 'k' },
    message: `${one} Value 'alias/a\n' at 'aliasName' ${failed} Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$`,
  },
  {
    name: 'enum in AWS’s order',
    operation: 'GenerateMac',
    input: { KeyId: 'k', Message: Buffer.from('m'), MacAlgorithm: 'INVALID' },
    message: `${one} Value 'INVALID' at 'macAlgorithm' ${failed} Member must satisfy enum value set: [HMAC_SHA_384, HMAC_SHA_256, HMAC_SHA_224, HMAC_SHA_512]`,
  },
  {
    name: 'enum of GenerateDataKey',
    operation: 'GenerateDataKey',
    input: { KeyId: 'k', KeySpec: 'toString' },
    message: `${one} Value 'toString' at 'keySpec' ${failed} Member must satisfy enum value set: [AES_256, AES_128]`,
  },
  {
    name: 'list long',
    operation: 'DescribeKey',
    input: { KeyId: 'k', GrantTokens: new Array(11).fill('t') },
    message: `${one} Value '[${new Array(11).fill('t').join(', ')}]' at 'grantTokens' ${failed} Member must have length less than or equal to 10`,
  },
  {
    name: 'an element of a list of texts',
    operation: 'DescribeKey',
    input: { KeyId: 'k', GrantTokens: ['', 't'] },
    message: `${one} Value '[, t]' at 'grantTokens' ${failed} Member must satisfy constraint: [Member must have length less than or equal to 8192, Member must have length greater than or equal to 1]`,
  },
  {
    name: 'several at once',
    operation: 'CreateAlias',
    input: { AliasName: '' },
    message: `3 validation errors detected: Value '' at 'aliasName' ${failed} Member must have length greater than or equal to 1; Value '' at 'aliasName' ${failed} Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$; Value null at 'targetKeyId' ${failed} Member must not be null`,
  },
  {
    name: 'IAM keeps values to itself',
    service: 'iam',
    operation: 'CreateUser',
    input: { UserName: 'a b' },
    message: `${one} Value at 'userName' ${failed} Member must satisfy regular expression pattern: [\\w+=,.@-]+`,
  },
  {
    name: 'STS shows them',
    service: 'sts',
    operation: 'AssumeRole',
    input: { RoleArn: 'arn:aws:iam::111122223333:role/r', RoleSessionName: 'Session1:2' },
    message: `${one} Value 'Session1:2' at 'roleSessionName' ${failed} Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
  },
  {
    name: 'an idempotency token may be left out',
    service: 'qbusiness',
    operation: 'CreateApplication',
    input: { displayName: 'App' },
    message: '',
  },
  {
    name: 'nested structures; the member is sensitive, so no value',
    service: 'qbusiness',
    operation: 'CreateApplication',
    input: { displayName: 'App', encryptionConfiguration: { kmsKeyId: '' } },
    message: `${one} Value at 'encryptionConfiguration.kmsKeyId' ${failed} Member must have length greater than or equal to 1`,
  },
  {
    name: 'lists of structures in a body',
    service: 'qbusiness',
    operation: 'BatchPutDocument',
    input: { applicationId: app, indexId: app, documents: [] },
    message: `${one} Value at 'documents' ${failed} Member must have length greater than or equal to 1`,
  },
  {
    name: 'length counts characters, not UTF-16',
    service: 'qbusiness',
    operation: 'BatchPutDocument',
    input: { applicationId: app, indexId: app, documents: [{ id: 'd', title: '😀'.repeat(1024) }] },
    message: '',
  },
  {
    name: 'one character more is too long',
    service: 'qbusiness',
    operation: 'BatchPutDocument',
    input: { applicationId: app, indexId: app, documents: [{ id: 'd', title: '😀'.repeat(1025) }] },
    message: `${one} Value at 'documents.1.member.title' ${failed} Member must have length less than or equal to 1024`,
  },
]

for (const { name, service = 'kms', operation, input, message } of cases) {
  test(`validation: ${service} ${operation}: ${name}`, async () => {
    assert.equal(await messageFor(service, operation, input), message)
  })
}

test('validation: shapes that contain themselves are followed to the end', async () => {
  let filter: object = { equalsTo: { name: 'n', value: { stringValue: 'x'.repeat(5000) } } }
  for (let i = 0; i < 20; i++) filter = { notFilter: filter }
  const message = await messageFor('qbusiness', 'ChatSync', { applicationId: app, attributeFilter: filter })
  assert.match(message, /'attributeFilter(\.notFilter){20}\.equalsTo\.value\.stringValue'/)
})

test('validation: a request that breaks everything gets an answer of bounded length', async () => {
  const tags = new Array(1000).fill({})
  assert.match(
    await messageFor('kms', 'CreateKey', { Tags: tags }),
    new RegExp(`^${violationsMax} validation errors`),
  )
})

test('patterns: Java’s \\s is ASCII, its \\S everything else', () => {
  assert.equal(compilePattern('\\s+').test(' \t\n\u000b\f\r'), true)
  assert.equal(compilePattern('\\s').test('\u00a0'), false)
  assert.equal(compilePattern('[a\\S]+').test('\u00a0😀a'), true)
  assert.equal(compilePattern('[\\s\\S]*').test('\u00a0 \u2028'), true)
  assert.equal(compilePattern('(?s).*').test('a\nb'), true)
  assert.equal(compilePattern('a|b').test('ab'), false)
})

for (const service of Object.keys(apis)) {
  test(`patterns: all of ${service} compile, and none takes long on hostile text`, async () => {
    const model = (await apis[service]?.loadModel()) as Model
    for (const [pattern, max] of patternsOf(model)) {
      const regexp = compilePattern(pattern)
      const length = Math.min(max, 20_000)
      for (const unit of ['a', '/a', 'a.', 'arn:a', '0', ' ', '-', ':', '\n', 'é', '/']) {
        const text = `${unit.repeat(Math.ceil(length / unit.length)).slice(0, length - 1)}\u0000`
        // Not the clock: others may have the processor meanwhile.
        const start = process.cpuUsage()
        regexp.test(text)
        regexp.test(`arn:aws:iam::123456789012:${text}`.slice(0, length))
        assert.ok(process.cpuUsage(start).user < 250_000, `${pattern} on ${JSON.stringify(unit)}`)
      }
    }
  })
}

function patternsOf(model: Model): Map<string, number> {
  const patterns = new Map<string, number>()
  const visit = (constraint: Constraint | undefined) => {
    if (constraint === undefined) return
    const { pattern, max } = constraint
    if (pattern !== undefined) patterns.set(pattern, Math.max(patterns.get(pattern) ?? 0, max ?? 1024 * 1024))
    for (const inner of [constraint.member, constraint.key, constraint.value]) visit(inner)
  }
  for (const structure of Object.values(model.structures)) Object.values(structure ?? {}).forEach(visit)
  return patterns
}

test('the table of APIs agrees with the models', async () => {
  for (const [name, api] of Object.entries(apis)) {
    const model = await api.loadModel()
    const { signingName, apiVersion, protocol, targetPrefix } = model
    assert.deepEqual(
      { signingName, apiVersion, protocol, targetPrefix },
      {
        signingName: api.signingName ?? name,
        apiVersion: api.version,
        protocol: api.protocol,
        targetPrefix: api.targetPrefix,
      },
    )
    if (api.protocol === 'json') assert.equal(api.contentType, `application/x-amz-json-${model.jsonVersion}`)
  }
})
