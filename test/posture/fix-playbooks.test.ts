/** What is printed for a person: literal where it can be, and calls that exist. */

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Api } from '../../src/posture/api.ts'
import type { Finding } from '../../src/posture/finding.ts'
import type { FixContext, Playbook } from '../../src/posture/fix/fix.ts'
import { getService } from '../../src/posture/fix/send.ts'
import type { Rule } from '../../src/posture/rule.ts'
import { rules } from '../../src/posture/rules/rules.ts'
import { startFakeAws } from '../support/fake-aws.ts'
import { applyWith, fakeKms, planWith } from '../support/fix.ts'

const keyArn = 'arn:aws:kms:us-east-1:111122223333:key/k'

/** Answers every read with as little as there can be. */
const api = {
  account: '111122223333',
  region: 'us-east-1',
  partition: 'aws',
  call: async () => ({}),
} as unknown as Api

const resource = {
  uid: 'arn:aws:service:us-east-1:111122223333:thing/abc',
  type: 'T',
  name: "it's",
  account: api.account,
  partition: 'aws',
  region: api.region,
  facts: { instanceId: 'i' },
  at: 0,
}

const finding = { reasonText: 'why', key: null, endpoint: 'http://127.0.0.1:1' } as Finding
const context: FixContext = { finding, resource, api, keyArn, planId: 'p' }

describe('playbooks', () => {
  for (const { id, fix } of rules) {
    if (fix?.kind !== 'playbook') continue
    test(`${id}: every call exists, and the key is named`, async () => {
      const steps = await (fix as Playbook).steps(context)
      assert.ok(steps.length > 1)
      for (const { call } of steps) {
        if (call === undefined) continue
        const client = (await getService(call.service).load())({ region: 'us-east-1' })
        const name = `${call.operation.charAt(0).toLowerCase()}${call.operation.slice(1)}`
        assert.equal(
          typeof (client as Record<string, unknown>)[name],
          'function',
          `${call.service}:${call.operation}`,
        )
      }
      // A version gets its key by way of its draft.
      if (fix.key !== null && !id.includes('version')) assert.ok(JSON.stringify(steps).includes(keyArn))
    })
  }

  test('a workspace: the commands to type, and a key that is made only when it is asked for', async (context) => {
    const kms = fakeKms()
    const domain = {
      id: 'dzd_1',
      arn: 'arn:aws:datazone:us-east-1:111122223333:domain/dzd_1',
      name: 'work',
      status: 'AVAILABLE',
    }
    const fake = await startFakeAws(context, {
      ...kms.handlers,
      'datazone:ListDomains': {
        items: [{ ...domain, managedAccountId: '111122223333', createdAt: new Date(0) }],
      },
      'datazone:GetDomain': domain,
      'datazone:ListEnvironmentBlueprintConfigurations': { items: [] },
    })
    const rule = rules.find(({ id }) => id === 'datazone-domain-cmk') as Rule
    const plan = await planWith(context, fake, [rule])
    const [playbook] = plan.playbooks
    assert.deepEqual(
      plan.steps.map(({ stepId, optional }) => [stepId, optional]),
      [['k1', true]],
    )
    const commands = playbook?.steps.flatMap(({ command }) => command ?? []) ?? []
    assert.match(
      commands[1] ?? '',
      /^keyhold workspace recreate --region us-east-1 --endpoint-url \S+ --domain dzd_1 --kms-key alias\/keyhold\/datazone --dry-run$/,
    )
    assert.equal(commands.length, 4)
    assert.deepEqual((await applyWith(context, fake, [rule], plan)).states, [])
    assert.equal(kms.keys.size, 0)
  })
})
