/**
 * Every error that the SDK's documentation names for a KMS operation, provoked through the unmodified SDK, or the reason why
 * no request can provoke it; what the trail says of each; and that those without permission are told of none.
 */

import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { KMSServiceException } from '@aws-sdk/client-kms'
import type { Clients } from '../src/cli/tour/clients.ts'
import { documentedErrors, isUnreachable } from './support/kms-errors/documented.ts'
import { management } from './support/kms-errors/management-rows.ts'
import { others } from './support/kms-errors/other-rows.ts'
import type { Row } from './support/kms-errors/shared-rows.ts'
import { callOf, type Input, type Stage, startStage } from './support/kms-errors/stage.ts'
import { uses } from './support/kms-errors/use-rows.ts'
import { suiteScope } from './support/servers.ts'
import { newUser } from './support/strangers.ts'
import { lookup, type TrailRecord } from './support/trail-lookup.ts'

/** What only those learn who may do the operation on the key. */
const toldAfterwards = new Set([
  'AlreadyExistsException',
  'DisabledException',
  'DryRunOperationException',
  'IncorrectKeyException',
  'InvalidGrantTokenException',
  'InvalidKeyUsageException',
  'KMSInvalidMacException',
  'KMSInvalidSignatureException',
  'KMSInvalidStateException',
])

interface Refusal {
  readonly operation: string
  readonly error: string
  readonly input: Input
  readonly requestId: string
}

describe('documented errors of KMS through the SDK', () => {
  const scope = suiteScope()
  let stage: Stage
  const rows = new Map<string, readonly Row[]>()
  const refusals: Refusal[] = []
  before(async () => {
    stage = await startStage(scope)
    for (const [operation, found] of Object.entries({
      ...uses(stage),
      ...management(stage),
      ...others(stage),
    }))
      rows.set(operation, found)
  })

  for (const [operation, documented] of documentedErrors())
    test(operation, async () => {
      const found = rows.get(operation) ?? []
      for (const { error, input, message, undo } of found) {
        const what = `${operation}: ${error}`
        const given = await input()
        await assert.rejects(stage.call(operation, given), (thrown) => {
          assert.ok(thrown instanceof KMSServiceException, String(thrown))
          assert.equal(thrown.name, error, `${what}: ${thrown.message}`)
          assert.equal(thrown.$metadata.httpStatusCode, 400, what)
          // As the SDK shows an error without a message.
          if (message === '') assert.ok(['', 'UnknownError'].includes(thrown.message), what)
          else if (message !== undefined) assert.equal(thrown.message, message, what)
          refusals.push({ operation, error, input: given, requestId: thrown.$metadata.requestId ?? '' })
          return true
        })
        undo?.()
      }
      const provoked = new Set(found.map(({ error }) => error))
      for (const error of documented)
        assert.notEqual(
          provoked.has(error),
          isUnreachable(operation, error),
          `${operation}: ${error} is provoked, or has a reason why it cannot be`,
        )
    })

  test('the trail has each of them under its name, with what was asked and without an answer', async () => {
    const events = await eventsOf(stage.server.admin, refusals)
    for (const { operation, error, input, requestId } of refusals) {
      const event = events.get(requestId)
      const what = `${operation}: ${error}`
      assert.ok(event !== undefined, what)
      assert.deepEqual([event.eventName, event.errorCode], [operation, error], what)
      assert.equal(event.responseElements, null, what)
      // RetireGrant's parameters are never logged.
      if (input.DryRun === true && operation !== 'RetireGrant')
        assert.equal(event.requestParameters?.dryRun, true, what)
      // What opens custom key stores and imports, and what they would bring.
      for (const name of [
        'keyStorePassword',
        'trustAnchorCertificate',
        'importToken',
        'encryptedKeyMaterial',
      ])
        assert.equal(name in (event.requestParameters ?? {}), false, what)
      assert.ok(!JSON.stringify(event).includes('kmspswd-1'), what)
    }
  })

  test('without permission the answer is that, whatever else is wrong with the request', async () => {
    const { clients } = await newUser(stage.server, stage.server.admin, 'nobody')
    const denials: Refusal[] = []
    for (const { operation, error, input } of refusals) {
      // Who may retire a grant is for the grant to say, once the token has named it.
      if (operation === 'RetireGrant' || !toldAfterwards.has(error)) continue
      const thrown = await callOf(clients.kms, operation, input).then(
        () => null,
        (reason) => reason as KMSServiceException,
      )
      const what = `${operation}, not ${error}`
      assert.equal(thrown?.name, 'AccessDeniedException', what)
      assert.match(thrown?.message ?? '', /is not authorized to perform: kms:/, what)
      denials.push({ operation, error, input, requestId: thrown?.$metadata.requestId ?? '' })
    }
    assert.ok(new Set(denials.map(({ operation }) => operation)).size >= 30)
    const events = await eventsOf(stage.server.admin, denials)
    for (const { operation, requestId } of denials) {
      const event = events.get(requestId)
      assert.deepEqual([event?.eventName, event?.errorCode], [operation, 'AccessDenied'])
      assert.deepEqual([event?.requestParameters, event?.responseElements], [null, null], operation)
    }
  })
})

/** By request id. */
async function eventsOf(
  clients: Clients,
  calls: readonly Refusal[],
): Promise<ReadonlyMap<string | undefined, TrailRecord>> {
  const found = new Map<string | undefined, TrailRecord>()
  for (const operation of new Set(calls.map((each) => each.operation)))
    for (const event of await lookup(clients, 'EventName', operation)) found.set(event.requestID, event)
  return found
}
