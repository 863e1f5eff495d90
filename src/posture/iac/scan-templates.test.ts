// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes them so.

import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { rules } from '../rules/rules.ts'
import { noSettings } from '../settings/settings.ts'
import { readCloudFormation } from './cloudformation/read-cloudformation.ts'
import { runTemplateScan } from './run-template-scan.ts'
import { TemplateError } from './template.ts'

async function scan(t: TestContext, files: Readonly<Record<string, string | Buffer>>, only?: string) {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-iac-'))
  t.after(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  const outcome = runTemplateScan({
    path: folder,
    from: folder,
    rules: only === undefined ? rules : rules.filter(({ id }) => id === only),
    settings: noSettings,
    mutelistFile: null,
    baselineFile: null,
    failOn: 'INFO',
    version: '0.0.0',
    now: () => Date.UTC(2026, 0, 1),
  })
  return { findings: await Array.fromAsync(outcome.findings), summary: outcome.summary }
}

const guardrail = 'bedrock-guardrail-cmk'

/** What is said of the guardrail G whose KmsKeyArn is this. */
async function verdictOf(t: TestContext, key: string, rest = ''): Promise<string> {
  const property = key === '' ? '' : `\n      KmsKeyArn: ${key}`
  const text = `
Parameters:
  KeyArn: { Type: String }
  Given: { Type: String, Default: alias/aws/s3 }
  Empty: { Type: String, Default: '' }
Conditions:
  Production: !Equals [!Ref Given, x]
  Never: !Equals [a, b]
Mappings:
  Keys: { eu-west-1: { key: alias/aws/x }, us-east-1: { key: alias/aws/y } }
Resources:
  G:
    Type: AWS::Bedrock::Guardrail
    Properties:
      Name: g${property}
  Key: { Type: AWS::KMS::Key, Properties: { EnableKeyRotation: true } }
  Rsa: { Type: AWS::KMS::Key, Properties: { KeySpec: RSA_2048, KeyUsage: ENCRYPT_DECRYPT } }
  Off: { Type: AWS::KMS::Key, Properties: { Enabled: false } }
  Alias: { Type: AWS::KMS::Alias, Properties: { AliasName: alias/mine, TargetKeyId: !Ref Key } }
  Role: { Type: AWS::IAM::Role }
${rest}`
  const { findings } = await scan(t, { 'template.yaml': text }, guardrail)
  assert.equal(findings.length, 1)
  const [{ status, reasonCode } = {}] = findings
  return `${status} ${reasonCode}`
}

test('what a template names is told as far as it is known', async (t) => {
  const passes = 'PASS KEY_CUSTOMER_MANAGED'
  const unproven = 'MANUAL KEY_UNPROVEN'
  const cases: readonly [string, string][] = [
    ['', 'FAIL KEY_AWS_OWNED'],
    ['!Ref AWS::NoValue', 'FAIL KEY_AWS_OWNED'],
    ['!Ref Empty', 'FAIL KEY_AWS_OWNED'],
    ['!GetAtt Key.Arn', passes],
    ['{ "Fn::GetAtt": [Key, Arn] }', passes],
    ['!Ref Alias', passes],
    ['!Sub "${Key.Arn}"', passes],
    ['!Sub "arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/${Key}"', passes],
    ['!Join ["", ["arn:aws:kms:", !Ref AWS::Region, ":1:key/", !Ref Key]]', passes],
    ['alias/mine', passes],
    ['!GetAtt Rsa.Arn', 'FAIL KEY_SPEC_UNSUPPORTED'],
    ['!GetAtt Off.Arn', 'FAIL KEY_NOT_USABLE:Disabled'],
    ['alias/aws/bedrock', 'FAIL KEY_AWS_MANAGED'],
    ['!Ref Given', 'FAIL KEY_AWS_MANAGED'],
    ['!Sub "arn:aws:kms:${AWS::Region}:${AWS::AccountId}:alias/aws/s3"', 'FAIL KEY_AWS_MANAGED'],
    ['!FindInMap [Keys, !Ref AWS::Region, key]', 'FAIL KEY_AWS_MANAGED'],
    ['!Ref KeyArn', unproven],
    ['!ImportValue shared-key', unproven],
    ['!GetAtt Role.Arn', unproven],
    ['alias/of-another-stack', unproven],
    ['arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-4333-8444-555555555555', unproven],
    ['not a key', 'MANUAL KEY_REF_UNPARSABLE'],
    ['!If [Production, !GetAtt Key.Arn, !Ref AWS::NoValue]', 'FAIL KEY_AWS_OWNED'],
    ['!If [Production, !GetAtt Key.Arn, !Ref KeyArn]', unproven],
    ['!If [Never, alias/aws/s3, !GetAtt Key.Arn]', passes],
    ['!Select [1, [alias/aws/s3, !GetAtt Key.Arn]]', passes],
    ['!Base64 x', unproven],
  ]
  for (const [key, expected] of cases) assert.equal(await verdictOf(t, key), expected, key)
})

test('a failing branch is named, and so is what a late key costs', async (t) => {
  const { findings } = await scan(t, {
    'a.yml': `
Conditions: { Prod: !Equals [!Ref AWS::Region, x] }
Resources:
  App:
    Type: AWS::QBusiness::Application
    Condition: Prod
    Properties: { DisplayName: !If [Prod, a, b] }
  G:
    Type: AWS::Bedrock::Guardrail
    Properties:
      KmsKeyArn: !If [Prod, alias/aws/s3, !Ref AWS::NoValue]
`,
  })
  const [app, other] = findings
  assert.match(app?.reasonText ?? '', /This is so when Prod\..*RE-CREATE/)
  assert.match(other?.reasonText ?? '', /This is so when (?:not )?Prod\./)
  assert.deepEqual(app?.source, { file: 'a.yml', line: 4, column: 3 })
})

test('lines of JSON and of YAML, inline comments, and files that are none', async (t) => {
  const { findings, summary } = await scan(t, {
    'cdk.out/Stack.template.json': JSON.stringify(
      { Resources: { A: { Type: 'AWS::Bedrock::Guardrail', Properties: { KmsKeyArn: 'alias/aws/s3' } } } },
      null,
      2,
    ),
    'b.yaml': `
Resources:
  # posture:skip=kms-*:not of this resource
  G:
    Type: AWS::Bedrock::Guardrail
    # posture:skip=bedrock-guardrail-*:the auditor knows (T-1)
    Properties: {}
`,
    'package.json': '{"name":"x"}',
    'other.yaml': 'a: 1\n',
    'node_modules/x.yaml': 'Resources: { X: { Type: AWS::Bedrock::Guardrail } }',
    'broken.yaml': 'Resources:\n  A: { Type: "AWS::Bedrock::Guardrail"\n',
  })
  assert.deepEqual(
    findings.map(({ source, muted }) => [source?.file, source?.line, muted?.reason]),
    [
      ['b.yaml', 4, 'the auditor knows (T-1)'],
      ['cdk.out/Stack.template.json', 6, undefined],
    ],
  )
  assert.equal(summary.completeness, 'incomplete')
  assert.match(summary.incompleteReasons.join(), /^broken\.yaml: /)
  assert.equal(summary.exitCode, 3)
})

test('rules with a condition on other properties judge what they are about', async (t) => {
  const storage = (type: string, key: string) => `
    Type: AWS::Connect::InstanceStorageConfig
    Properties:
      InstanceArn: x
      ResourceType: ${type}
      StorageType: S3
      S3Config: { BucketName: b, BucketPrefix: p${key} }`
  const text = `
Resources:
  Key: { Type: AWS::KMS::Key, Properties: { EnableKeyRotation: false } }
  Calls:${storage('CALL_RECORDINGS', ', EncryptionConfig: { EncryptionType: KMS, KeyId: !GetAtt Key.Arn }')}
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: !Ref Key }
  Plain: { Type: AWS::S3::Bucket }
  Secret: { Type: AWS::SecretsManager::Secret }
`
  const { findings } = await scan(t, { 't.yaml': text })
  const told = findings.map(({ ruleId, resource, status }) => `${resource.name} ${ruleId} ${status}`)
  for (const expected of [
    'Calls connect-call-recordings-cmk PASS',
    'Bucket s3-bucket-cmk PASS',
    'Plain s3-bucket-cmk FAIL',
    'Secret secretsmanager-secret-cmk FAIL',
    'Key kms-rotation-enabled FAIL',
  ])
    assert.ok(told.includes(expected), `${expected} in\n${told.join('\n')}`)
  assert.ok(!told.some((line) => line.startsWith('Calls connect-chat')))
})

const plan = {
  format_version: '1.2',
  resource_changes: [
    change('aws_kms_key.main', {}, { arn: true, key_id: true }),
    change('aws_bedrock_guardrail.known', { name: 'a', kms_key_arn: null }, {}),
    change('aws_bedrock_guardrail.reference', { name: 'b' }, { kms_key_arn: true }),
    change('aws_bedrock_guardrail.strange', { name: 'c' }, { kms_key_arn: true }),
    change('module.ai.aws_bedrock_guardrail.nested["x.y"]', { name: 'd' }, { kms_key_arn: true }),
    change('aws_bedrock_guardrail.output', { name: 'e' }, { kms_key_arn: true }),
    change(
      'aws_bedrock_guardrail.data',
      {
        name: 'f',
        kms_key_arn: 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-4333-8444-555555555555',
      },
      {},
    ),
    change('aws_bedrock_guardrail.gone', { name: 'g' }, {}, ['delete']),
  ],
  prior_state: {
    values: {
      root_module: {
        resources: [
          {
            address: 'data.aws_kms_alias.s3',
            mode: 'data',
            type: 'aws_kms_alias',
            values: {
              name: 'alias/aws/s3',
              target_key_arn: 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-4333-8444-555555555555',
            },
          },
        ],
      },
    },
  },
  configuration: {
    root_module: {
      resources: [
        configured('aws_bedrock_guardrail.reference', ['aws_kms_key.main.arn', 'aws_kms_key.main']),
        configured('aws_bedrock_guardrail.strange', ['aws_iam_role.x.arn', 'aws_iam_role.x']),
        configured('aws_bedrock_guardrail.output', ['module.keys.key_arn', 'module.keys']),
      ],
      module_calls: {
        ai: {
          expressions: { key: { references: ['aws_kms_key.main.arn', 'aws_kms_key.main'] } },
          module: { resources: [configured('aws_bedrock_guardrail.nested', ['var.key'])] },
        },
        keys: {
          module: { outputs: { key_arn: { expression: { references: ['aws_kms_key.this[0].arn'] } } } },
        },
      },
    },
  },
}

function change(address: string, after: object, unknown: object, actions = ['create']) {
  const local = address.replace(/^module\.\w+\./, '').replace(/\[.*$/, '')
  const [type = '', name = ''] = local.split('.')
  return {
    address,
    mode: 'managed',
    type,
    name,
    change: { actions, before: null, after, after_unknown: unknown },
  }
}

function configured(address: string, references: readonly string[]) {
  return { address, expressions: { kms_key_arn: { references } } }
}

test('a Terraform plan: references through modules, data sources, and lines of the sources', async (t) => {
  const { findings } = await scan(
    t,
    {
      'plan.json': JSON.stringify({
        ...plan,
        resource_changes: [
          ...plan.resource_changes,
          change('module.keys.aws_kms_key.this[0]', {}, { arn: true }),
        ],
      }),
      'main.tf':
        'variable "x" {}\n\nresource "aws_bedrock_guardrail" "known" {\n  # posture:skip=bedrock-guardrail-cmk:known\n}\n',
    },
    guardrail,
  )
  assert.deepEqual(
    findings.map(({ resource, status, reasonCode }) => `${resource.name} ${status} ${reasonCode}`),
    [
      'aws_bedrock_guardrail.known FAIL KEY_AWS_OWNED',
      'aws_bedrock_guardrail.reference PASS KEY_CUSTOMER_MANAGED',
      'aws_bedrock_guardrail.strange MANUAL KEY_UNPROVEN',
      'module.ai.aws_bedrock_guardrail.nested["x.y"] PASS KEY_CUSTOMER_MANAGED',
      'aws_bedrock_guardrail.output PASS KEY_CUSTOMER_MANAGED',
      'aws_bedrock_guardrail.data FAIL KEY_AWS_MANAGED',
    ],
  )
  assert.deepEqual(findings[0]?.source, { file: 'main.tf', line: 3, column: 1 })
  assert.equal(findings[0]?.muted?.by, 'inline')
})

test('no text throws anything but a TemplateError', () => {
  const read = (text: string) => {
    try {
      readCloudFormation('x', text)
    } catch (error) {
      assert.ok(error instanceof TemplateError, String(error))
    }
  }
  fc.assert(
    fc.property(fc.string(), (text) => read(`Resources:\n  A:\n    Type: x\n    Properties: ${text}`)),
    { numRuns: 300 },
  )
  fc.assert(
    fc.property(fc.json(), (json) => read(`{"Resources": {"A": {"Type": "T", "Properties": ${json}}}}`)),
  )
  read(`Resources: { A: { Type: x, Properties: ${'['.repeat(5000)}${']'.repeat(5000)} } }`)
  read('Resources: &a { A: *a, B: { Type: x, Properties: *a } }')
  read(
    'a: &a [1,2,3,4,5,6,7,8,9]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]\nResources: { A: { Type: x, Properties: { P: *g } } }',
  )
})

const short = ({
  resource,
  status,
  reasonCode,
}: {
  resource: { name: string }
  status: string
  reasonCode: string
}) => `${resource.name} ${status} ${reasonCode}`

test('a condition decides everywhere in a resource alike, and the branch that fails is told', async (t) => {
  const { findings } = await scan(t, {
    't.yaml': `
Parameters: { Env: { Type: String } }
Conditions: { Prod: !Equals [!Ref Env, prod] }
Resources:
  Key: { Type: AWS::KMS::Key, Properties: { EnableKeyRotation: true } }
  Sometimes: { Type: AWS::KMS::Key, Properties: { Enabled: !If [Prod, true, false], EnableKeyRotation: true } }
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      SSESpecification: { SSEEnabled: !If [Prod, true, false], SSEType: KMS, KMSMasterKeyId: !Ref Key }
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault:
              SSEAlgorithm: !If [Prod, aws:kms, AES256]
              KMSMasterKeyID: !If [Prod, !Ref Key, !Ref AWS::NoValue]
  Domain:
    Type: AWS::OpenSearchService::Domain
    Properties: { EncryptionAtRestOptions: { Enabled: false, KmsKeyId: !Ref Key } }
  G: { Type: AWS::Bedrock::Guardrail, Properties: { KmsKeyArn: !GetAtt Sometimes.Arn } }
  Open:
    Type: AWS::KMS::Key
    Properties:
      EnableKeyRotation: true
      KeyPolicy:
        Statement:
          - { Effect: Allow, Action: kms:*, Resource: '*', Principal: !If [Prod, { AWS: 'arn:aws:iam::111122223333:root' }, '*'] }
`,
  })
  const said = findings.filter(({ ruleId }) => /-cmk$|public/.test(ruleId)).map(short)
  assert.deepEqual(said.sort(), [
    'Bucket FAIL SSE_S3',
    'Domain FAIL NOT_ENCRYPTED',
    'G MANUAL KEY_UNPROVEN',
    'Open FAIL POLICY_PUBLIC',
    'Table FAIL KEY_AWS_OWNED',
  ])
  const table = findings.find(({ resource }) => resource.name === 'Table')
  assert.match(table?.reasonText ?? '', /when not Prod/)
})

test('loops, macros, merge keys, SAM’s Globals', async (t) => {
  const { findings } = await scan(t, {
    't.yaml': `
Globals: { SimpleTable: { SSESpecification: { SSEEnabled: true } } }
Common: &common { Name: x, KmsKeyArn: !GetAtt Key.Arn }
Shared: &shared { Type: AWS::Bedrock::Guardrail, Properties: { Name: y } }
Resources:
  Key: { Type: AWS::KMS::Key, Properties: { EnableKeyRotation: true } }
  Merged: { Type: AWS::Bedrock::Guardrail, Properties: { <<: *common, Name: z } }
  Aliased: *shared
  Spread: { <<: *shared }
  Included:
    Type: AWS::Bedrock::Guardrail
    Properties: { Name: x, 'Fn::Transform': { Name: AWS::Include, Parameters: { Location: s3://x/y } } }
  Fn::ForEach::Each:
    - Id
    - [a, b]
    - 'Guard\${Id}': { Type: AWS::Bedrock::Guardrail, Properties: { Name: x } }
      'Safe\${Id}': { Type: AWS::Bedrock::Guardrail, Properties: { KmsKeyArn: !Ref Key } }
  Table: { Type: AWS::Serverless::SimpleTable, Properties: {} }
`,
  })
  assert.deepEqual(
    findings
      .filter(({ ruleId }) => ruleId.endsWith('-cmk'))
      .map(short)
      .sort(),
    [
      'Aliased FAIL KEY_AWS_OWNED',
      'Guard${Id} FAIL KEY_AWS_OWNED',
      'Included MANUAL KEY_UNPROVEN',
      'Merged PASS KEY_CUSTOMER_MANAGED',
      'Safe${Id} PASS KEY_CUSTOMER_MANAGED',
      'Spread FAIL KEY_AWS_OWNED',
      'Table FAIL KEY_AWS_MANAGED',
    ],
  )
})

test('macros that are not run are told', async (t) => {
  const { summary } = await scan(t, {
    't.yaml':
      'Transform: [AWS::Serverless-2016-10-31, OurMacro]\nResources:\n  T: { Type: AWS::SNS::Topic }\n  Fn::Transform: { Name: AWS::Include }\n',
  })
  assert.match(summary.notes.join('\n'), /t\.yaml: what the macro OurMacro adds/)
  assert.match(summary.notes.join('\n'), /AWS::Include/)
})

test('an alias ARN of another account is not the alias of the template', async (t) => {
  assert.equal(await verdictOf(t, 'arn:aws:kms:eu-west-1:999900001111:alias/mine'), 'MANUAL KEY_UNPROVEN')
  assert.equal(await verdictOf(t, 'alias/mine'), 'PASS KEY_CUSTOMER_MANAGED')
})

test('a Terraform plan: default encryption, instances, what is sensitive, what is not ours any more', async (t) => {
  const bucket = (name: string) =>
    change(`aws_s3_bucket.${name}`, { bucket: name }, { server_side_encryption_configuration: true })
  const encryption = 'aws_s3_bucket_server_side_encryption_configuration'
  const keyRule = (algorithm: string, key?: string) => ({
    rule: [
      {
        apply_server_side_encryption_by_default: [
          { sse_algorithm: algorithm, kms_master_key_id: key ?? null },
        ],
      },
    ],
  })
  const secretKey = 'arn:aws:kms:eu-west-1:111122223333:key/99999999-2222-4333-8444-555555555555'
  const sensitive = change('aws_bedrock_guardrail.hidden', { kms_key_arn: secretKey }, {})
  const text = JSON.stringify({
    format_version: '1.2',
    resource_changes: [
      bucket('plain'),
      bucket('covered'),
      bucket('named'),
      change(`${encryption}.covered`, keyRule('AES256'), { bucket: true }),
      change(`${encryption}.named`, { bucket: 'named', ...keyRule('aws:kms') }, {}),
      change('aws_kinesis_stream.typeless', { kms_key_id: 'alias/mine', encryption_type: 'NONE' }, {}),
      change('aws_kinesis_video_stream.default', {}, { kms_key_id: true }),
      change('aws_kms_key.many["a"]', { is_enabled: true }, { arn: true }),
      change('aws_kms_key.many["b"]', { is_enabled: false }, { arn: true }),
      change('aws_bedrock_guardrail.b', {}, { kms_key_arn: true }),
      change('aws_bedrock_guardrail.either', {}, { kms_key_arn: true }),
      change('aws_bedrock_guardrail.data', {}, { kms_key_arn: true }),
      change('aws_bedrock_guardrail.forgotten', {}, {}, ['forget']),
      {
        ...change('data.aws_kms_key.x', { key_id: 'alias/aws/s3' }, { arn: true }),
        mode: 'data',
        type: 'aws_kms_key',
      },
      { ...sensitive, change: { ...sensitive.change, after_sensitive: { kms_key_arn: true } } },
    ],
    configuration: {
      root_module: {
        resources: [
          ...['plain', 'covered', 'named'].map((name) => ({
            address: `aws_s3_bucket.${name}`,
            expressions: { bucket: {} },
          })),
          {
            address: `${encryption}.covered`,
            expressions: { bucket: { references: ['aws_s3_bucket.covered.id', 'aws_s3_bucket.covered'] } },
          },
          { address: 'aws_kinesis_video_stream.default' },
          configured('aws_bedrock_guardrail.b', ['aws_kms_key.many["b"].arn', 'aws_kms_key.many["b"]']),
          configured('aws_bedrock_guardrail.either', [
            'data.aws_ssm_parameter.k.value',
            'data.aws_ssm_parameter.k',
            'aws_kms_key.many["a"].arn',
          ]),
          configured('aws_bedrock_guardrail.data', ['data.aws_kms_key.x.arn', 'data.aws_kms_key.x']),
        ],
      },
    },
  })
  const { findings } = await scan(t, { 'plan.json': `\ufeff${text.replaceAll(',', ',\r\n')}` })
  assert.deepEqual(
    findings
      .filter(({ ruleId }) => ruleId.endsWith('-cmk'))
      .map(short)
      .sort(),
    [
      'aws_bedrock_guardrail.b MANUAL KEY_UNPROVEN',
      'aws_bedrock_guardrail.data FAIL KEY_AWS_MANAGED',
      'aws_bedrock_guardrail.either MANUAL KEY_UNPROVEN',
      'aws_bedrock_guardrail.hidden MANUAL KEY_UNPROVEN',
      'aws_kinesis_stream.typeless FAIL NOT_ENCRYPTED',
      'aws_kinesis_video_stream.default FAIL KEY_AWS_MANAGED',
      'aws_s3_bucket.plain FAIL SSE_S3',
      `${encryption}.covered FAIL SSE_S3`,
      `${encryption}.named FAIL KEY_AWS_MANAGED`,
    ],
  )
  assert.ok(!JSON.stringify(findings).includes('99999999'))
})

test('a plan as PowerShell writes it is read; one that is cut off is no clean template', async (t) => {
  const text = JSON.stringify({
    format_version: '1.2',
    resource_changes: [change('aws_sns_topic.t', {}, {})],
  })
  const { findings, summary } = await scan(t, {
    'cut.json': text.slice(0, -2),
    'plan.json': Buffer.from(`\ufeff${text}`, 'utf16le'),
  })
  assert.deepEqual(findings.map(short), ['aws_sns_topic.t FAIL NOT_ENCRYPTED'])
  assert.match(summary.incompleteReasons.join(), /cut\.json looks like a Terraform plan/)
})
