import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bedrockGuardrailCmk } from '../../src/posture/rules/bedrock-guardrail-cmk.ts'
import { accessDenied, type FakeInput, notFound, startFakeAws } from '../support/fake-aws.ts'
import { keyHandlers, keys } from '../support/fake-keys.ts'
import { scanWith } from '../support/scan.ts'

const arn = (id: string) => `arn:aws:bedrock:us-east-1:111122223333:guardrail/${id}`

test('a guardrail for each kind of key, over two pages', async (context) => {
  const named: Record<string, string | undefined> = {
    none: undefined,
    customer: keys.customer.arn,
    managed: keys.awsManaged.arn,
    disabled: keys.disabled.arn,
    pending: keys.pendingDeletion.arn,
    deleted: keys.deleted.arn,
    asymmetric: keys.asymmetric.arn,
    region: keys.otherRegion.arn,
    foreign: keys.otherAccount.arn,
    denied: keys.denied.arn,
    alias: 'alias/mine',
    noalias: 'alias/nobodys',
    awsalias: 'alias/aws/bedrock',
    unmanaged: keys.unmanaged.arn,
    nonsense: 'my key',
  }
  const ids = [...Object.keys(named), 'gone', 'locked']
  const fake = await startFakeAws(context, {
    ...keyHandlers(undefined, { mine: keys.customer }),
    'bedrock:ListGuardrails': ({ nextToken }: FakeInput) => {
      const half = nextToken === undefined ? ids.slice(0, 8) : ids.slice(8)
      return {
        guardrails: half.map((id) => ({ id, arn: arn(id), name: id })),
        ...(nextToken === undefined && { nextToken: 'more' }),
      }
    },
    'bedrock:GetGuardrail': ({ guardrailIdentifier }: FakeInput) => {
      const id = String(guardrailIdentifier)
      if (id === 'gone') return notFound
      if (id === 'locked') return accessDenied
      return { guardrailArn: arn(id), name: id, status: 'READY', kmsKeyArn: named[id] }
    },
  })
  const findings = await scanWith(fake, [bedrockGuardrailCmk])
  const verdicts = Object.fromEntries(
    findings.map(({ resource, status, reasonCode }) => [resource.name, `${status} ${reasonCode}`]),
  )
  assert.deepEqual(verdicts, {
    none: 'FAIL KEY_AWS_OWNED',
    customer: 'PASS KEY_CUSTOMER_MANAGED',
    managed: 'FAIL KEY_AWS_MANAGED',
    disabled: 'FAIL KEY_NOT_USABLE:Disabled',
    pending: 'FAIL KEY_NOT_USABLE:PendingDeletion',
    deleted: 'FAIL KEY_NOT_FOUND',
    asymmetric: 'FAIL KEY_SPEC_UNSUPPORTED',
    region: 'FAIL KEY_REGION_MISMATCH',
    foreign: 'MANUAL KEY_CROSS_ACCOUNT',
    denied: 'MANUAL KEY_DESCRIBE_DENIED',
    alias: 'PASS KEY_CUSTOMER_MANAGED',
    noalias: 'FAIL ALIAS_NOT_FOUND',
    awsalias: 'FAIL KEY_AWS_MANAGED',
    unmanaged: 'MANUAL KEY_MANAGER_ABSENT',
    nonsense: 'MANUAL KEY_REF_UNPARSABLE',
    locked: 'MANUAL API_ERROR:AccessDeniedException',
  })
  assert.equal(fake.count('bedrock:ListGuardrails'), 2)
  assert.equal(fake.count('bedrock:GetGuardrail'), ids.length)
  assert.equal(fake.count('kms:DescribeKey'), 10)
  assert.equal(fake.count('kms:ListAliases'), 1)
})
