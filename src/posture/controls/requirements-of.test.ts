import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ControlBundle } from '../rule.ts'
import { parseFramework } from './framework.ts'
import { frameworks } from './frameworks.ts'
import { findControl, requirementsOf } from './requirements-of.ts'

const bundles: readonly ControlBundle[] = [
  'C-REST',
  'C-AI',
  'C-PII',
  'C-ROT',
  'C-DEL',
  'C-POL',
  'C-IAM',
  'C-LOG',
  'C-S3',
  'C-SEC',
  'C-OS',
  'C-LIFE',
]

const ids = (id: string, ...ofBundles: readonly ControlBundle[]) =>
  requirementsOf({ id, bundles: ofBundles }).map(
    ({ framework, version, id: requirement, strength }) =>
      `${framework} ${version} ${requirement} ${strength}`,
  )

for (const bundle of bundles) {
  test(`${bundle} is evidence for something`, () => assert.ok(ids('any-rule', bundle).length > 0))
}

test('a rule without bundles is evidence for nothing', () => assert.deepEqual(ids('any-rule'), []))

test('every mapped bundle is one of ours', () => {
  const known: ReadonlySet<string> = new Set(bundles)
  for (const { versions } of frameworks) {
    for (const { mappings } of Object.values(versions).flat()) {
      for (const { bundle } of mappings) assert.ok(bundle === undefined || known.has(bundle))
    }
  }
})

test('encryption at rest: keys and encryption directly, never a CIS id', () => {
  const found = ids('bedrock-guardrail-cmk', 'C-REST')
  assert.ok(found.includes('NIST SP 800-53 Rev. 5 SC-28(1) direct'))
  assert.ok(found.includes('PCI DSS 4.0.1 3.5.1 direct'))
  assert.ok(found.includes('NIST SP 800-53 Rev. 5 SC-13 supporting'))
  assert.ok(!found.some((each) => each.startsWith('CIS ')))
})

test('CIS numbers move with the version', () => {
  const cis = (id: string) => ids(id).filter((each) => each.startsWith('CIS '))
  assert.deepEqual(
    cis('kms-rotation-enabled').map((each) => each.replace(/^.*Benchmark /, '')),
    ['1.4 3.8', '1.5 3.8', '2.0 3.8', '3.0 3.6', '4.0 3.6', '5.0 3.6', '6.0 4.6', '7.0 4.6'].map(
      (each) => `${each} direct`,
    ),
  )
})

test('the strongest of several mappings counts, once', () => {
  const found = ids('any-rule', 'C-REST', 'C-LOG', 'C-S3').filter((each) =>
    each.includes('PCI DSS 4.0.1 3.5.1'),
  )
  assert.deepEqual(found, ['PCI DSS 4.0.1 3.5.1 direct'])
})

test('each requirement stands once in its version and is mapped by somebody', () => {
  for (const { framework, versions } of frameworks) {
    for (const [version, controls] of Object.entries(versions)) {
      const seen = new Set(controls.map(({ id }) => id))
      assert.equal(seen.size, controls.length, `${framework} ${version}`)
      for (const { id } of controls) {
        assert.ok((findControl(framework, version, id)?.mappedBy.length ?? 0) > 0)
      }
    }
  }
})

test('our own judgement is marked as such', () => {
  assert.deepEqual(findControl('SOC 2', '2017', 'CC6.1')?.mappedBy, ['judgement'])
  assert.equal(findControl('SOC 2', '2017', 'CC9.9'), null)
})

test('a file that is no framework is refused', () => {
  for (const file of [
    null,
    [],
    { framework: 'x' },
    {
      framework: 'x',
      note: '',
      versions: { 1: [{ id: 'a', title: '', mappings: [{ strength: 'direct' }] }] },
    },
    {
      framework: 'x',
      note: '',
      versions: {
        1: [{ id: 'a', title: '', mappings: [{ bundle: 'C-REST', strength: 'strong', mappedBy: [] }] }],
      },
    },
  ]) {
    assert.throws(() => parseFramework(file))
  }
})
