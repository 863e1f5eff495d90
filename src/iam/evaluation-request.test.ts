import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evaluate } from './evaluate.ts'
import { evaluationRequest } from './evaluation-request.ts'
import { parsePolicyDocument } from './policy-document.ts'
import { alice } from './principals.fixture.ts'

const arn = 'arn:aws:kms:eu-central-1:111122223333:key/1'

/** How often the condition keys were gathered to evaluate one statement, and what came out. */
function gathered(statement: Record<string, unknown>) {
  let times = 0
  const request = evaluationRequest(alice, 'kms:Encrypt', arn, () => {
    times += 1
    return { 'kms:ViaService': 's3', 'aws:username': 'alice' }
  })
  const Statement = [{ Effect: 'Allow', Action: 'kms:*', ...statement }]
  const document = parsePolicyDocument(JSON.stringify({ Version: '2012-10-17', Statement }), 'identity')
  const decision = evaluate([{ name: 'policy', document }], request)
  return { times, decision, timesNow: () => times }
}

for (const [name, statement, effect, times] of [
  ['a statement without conditions', { Resource: '*' }, 'Allow', 0],
  ['a resource without variables', { Resource: [`${arn}0`, arn] }, 'Allow', 0],
  ['an excepted resource without variables', { NotResource: arn }, 'None', 0],
  [
    'a condition of a statement about something else',
    { Action: 's3:*', Resource: '*', Condition: { StringEquals: { 'kms:ViaService': 's3' } } },
    'None',
    0,
  ],
  [
    'conditions',
    { Resource: '*', Condition: { StringEquals: { 'kms:ViaService': 's3', 'aws:username': 'alice' } } },
    'Allow',
    1,
  ],
  [
    'a variable and a condition',
    {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
      Resource: 'arn:aws:kms:*:*:key/${aws:username}',
      Condition: { StringEquals: { 'kms:ViaService': 's3' } },
    },
    'None',
    1,
  ],
] as const) {
  test(`evaluationRequest: gathers condition keys ${times} times for ${name}`, () => {
    const result = gathered(statement)
    assert.equal(result.decision.effect, effect)
    assert.equal(result.times, times)
    assert.equal(result.decision.trace.length, 1)
    assert.ok(result.timesNow() <= 1)
  })
}
