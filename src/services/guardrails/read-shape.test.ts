import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { definitionOf } from './definition.ts'
import { asJson, definitions, minimal } from './fixtures/definitions.ts'
import { readShape, writeShape } from './read-shape.ts'

const place = { region: 'eu-central-1', accountId: '111122223333' }

test('a definition that is read and written again is the same, whatever it holds', () => {
  fc.assert(
    fc.property(definitions, (given) => {
      const stored = asJson(definitionOf(given, place))
      const reading = asJson(readShape(stored))
      assert.deepEqual(asJson(writeShape(reading)), stored)
      assert.deepEqual(asJson(readShape(definitionOf(writeShape(reading), place))), reading)
    }),
    { numRuns: 300 },
  )
})

test('definitionOf: nothing that was given is lost or changed but what defaults fill', () => {
  fc.assert(
    fc.property(definitions, (given) => {
      const stored = asJson(definitionOf(given, place))
      for (const [member, value] of Object.entries(asJson(given))) {
        if (member === 'crossRegionConfig') continue
        const kept = stored[member as keyof typeof stored]
        const expected =
          member === 'topicPolicyConfig' || member === 'contentPolicyConfig'
            ? { tierConfig: { tierName: 'CLASSIC' }, ...(value as object) }
            : value
        assert.deepEqual(kept, expected)
      }
    }),
  )
})

test('readShape: the names are those of GetGuardrail', () => {
  const stored = definitionOf(
    {
      ...minimal,
      crossRegionConfig: { guardrailProfileIdentifier: 'eu.guardrail.v1:0' },
      contentPolicyConfig: {
        filtersConfig: [{ type: 'HATE', inputStrength: 'LOW', outputStrength: 'HIGH' }],
      },
    },
    place,
  )
  assert.deepEqual(asJson(readShape(stored)), {
    name: 'minimal',
    contentPolicy: {
      filters: [{ type: 'HATE', inputStrength: 'LOW', outputStrength: 'HIGH' }],
      tier: { tierName: 'CLASSIC' },
    },
    wordPolicy: { words: [{ text: 'forbidden' }] },
    crossRegionDetails: {
      guardrailProfileId: 'eu.guardrail.v1:0',
      guardrailProfileArn: 'arn:aws:bedrock:eu-central-1:111122223333:guardrail-profile/eu.guardrail.v1:0',
    },
    blockedInputMessaging: 'No.',
    blockedOutputsMessaging: 'Not that.',
  })
})
