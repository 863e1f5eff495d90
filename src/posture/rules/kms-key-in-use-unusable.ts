import { keyStateFix } from '../fix/changes/key-state.ts'
import type { IndexRule, Verdict } from '../rule.ts'
import { judgeReferences, type ReferenceCase } from './judge-references.ts'

export const kmsKeyInUseUnusable: IndexRule = {
  kind: 'index',
  id: 'kms-key-in-use-unusable',
  version: 1,
  title: 'Resources point only at keys that work',
  why: 'What is under a key that is gone, disabled or about to go cannot be read: not by attackers, and not by its owner.',
  service: 'kms',
  severity: 'CRITICAL',
  mode: 'IN-PLACE',
  bundles: ['C-DEL', 'C-REST'],
  counterparts: [],
  resourceType: 'AWS::KMS::Key',
  remediation: {
    summary:
      'EnableKey for a disabled key; CancelKeyDeletion and EnableKey for one that is to be deleted; ImportKeyMaterial where the material is missing; otherwise point the resource at a key that works.',
    url: 'https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html',
  },
  collectors: [],
  needsReferences: true,
  judge: (index, parameters) => judgeReferences(index, parameters, judgeUse),
  fix: keyStateFix,
}

const settling = new Set(['Creating', 'Updating'])

function judgeUse({ key, what, id }: ReferenceCase): Verdict | null {
  switch (key.class) {
    case 'MISSING':
      return {
        status: 'FAIL',
        reasonCode: key.reasonCode,
        reasonText:
          key.reasonCode === 'ALIAS_NOT_FOUND'
            ? `${what} names ${key.ref}, an alias that stands for no key.`
            : `${what} names the key ${id}, which does not exist.`,
      }
    case 'UNKNOWN':
      return {
        status: 'MANUAL',
        reasonCode: key.reasonCode,
        reasonText: `Whether the key ${id} that ${what} names works could not be read.`,
      }
    case 'CUSTOMER':
    case 'AWS_MANAGED':
      return key.state === null && key.class === 'AWS_MANAGED' ? null : judgeState(key.state, what, id)
    default:
      return null
  }
}

function judgeState(state: string | null, what: string, id: string): Verdict {
  if (state === 'Enabled')
    return { status: 'PASS', reasonCode: 'KEY_WORKS', reasonText: `The key ${id} works.` }
  if (state === null || settling.has(state))
    return {
      status: 'MANUAL',
      reasonCode: 'KEY_STATE_TRANSIENT',
      reasonText: `The key ${id} that ${what} names is ${state ?? 'in an unknown state'}; scan again when it has settled.`,
    }
  return {
    status: 'FAIL',
    reasonCode: `KEY_NOT_USABLE:${state}`,
    reasonText: `${what} names the key ${id}, which cannot be used: it is ${state}.`,
  }
}
