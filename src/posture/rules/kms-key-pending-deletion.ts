import { isDeleting, type KmsKey, type KmsKeyFacts, kmsKeys } from '../collectors/kms-keys.ts'
import { keyStateFix } from '../fix/changes/key-state.ts'
import type { Parameters } from '../parameters.ts'
import type { Resource } from '../resource.ts'
import type { IndexRule, Verdict } from '../rule.ts'
import type { IndexedReference } from '../scan-index.ts'
import { judgeEach } from './judge-each.ts'
import { daysUntil, evidence, unclearManager, unread } from './kms-key-verdict.ts'
import { referencesByKey, referencesTo } from './references.ts'

export const kmsKeyPendingDeletion: IndexRule = {
  kind: 'index',
  id: 'kms-key-pending-deletion',
  version: 1,
  title: 'No key is about to be deleted by accident',
  why: 'With a key goes everything that was ever encrypted under it, and nobody can bring it back.',
  service: 'kms',
  severity: 'CRITICAL',
  mode: 'IN-PLACE',
  bundles: ['C-DEL'],
  counterparts: ['Security Hub KMS.3', 'Prowler kms_cmk_not_deleted_unintentionally'],
  resourceType: 'AWS::KMS::Key',
  remediation: {
    summary:
      'CancelKeyDeletion, then EnableKey: cancelling leaves the key disabled. If it is meant to go, tag it deletion-approved with the ticket.',
    url: 'https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html',
  },
  collectors: [kmsKeys],
  needsReferences: true,
  judge(index, parameters) {
    const references = referencesByKey(index)
    return judgeEach(index, kmsKeys, parameters, (resource) =>
      judgeDeletion(resource, referencesTo(references, resource.uid), parameters, index.gaps.length > 0),
    )
  },
  fix: keyStateFix,
}

const dayMs = 86_400_000

function judgeDeletion(
  { facts, uid, at }: Resource<KmsKeyFacts>,
  references: readonly IndexedReference[],
  parameters: Parameters,
  isIncomplete: boolean,
): Verdict {
  const { key, failed, tags } = facts
  if (key === null) return unread(failed, uid)
  const unclear = unclearManager(key)
  if (unclear !== undefined) return unclear
  const state = [evidence('kms:DescribeKey', 'KeyMetadata.KeyState', key.state, at)]
  if (!isDeleting(key))
    return {
      status: 'PASS',
      reasonCode: 'KEY_STAYS',
      reasonText: `The key ${key.id} is not about to be deleted.`,
      evidence: state,
    }
  const approval = tags?.[parameters.deletionApprovedTag]
  if (approval !== undefined)
    return {
      status: 'PASS',
      reasonCode: 'DELETION_APPROVED',
      reasonText: `The key ${key.id} is to be deleted, and its tag ${parameters.deletionApprovedTag} says that it is meant.`,
      evidence: state,
    }
  return {
    status: 'FAIL',
    reasonCode: 'KEY_PENDING_DELETION',
    reasonText: `The key ${key.id} ${whenDeleted(key, parameters)}. ${usedBy(facts, references, parameters) ?? `Nothing that was read uses it${isIncomplete ? ', and not everything could be read' : ''}.`}${tags === null ? ' Its tags could not be read.' : ''}`,
    evidence: state,
    ...(!isIncomplete &&
      usedBy(facts, references, parameters) === null && {
        severity: { level: 'MEDIUM', why: 'Nothing that was read names it, and it was not used lately.' },
      }),
  }
}

function whenDeleted({ deletesAt, pendingWindowDays }: KmsKey, { scannedAt }: Parameters): string {
  if (deletesAt !== null) return `will be deleted in ${daysUntil(deletesAt, scannedAt)} days`
  // A primary waits for its replicas; only then its own days begin.
  return `will be deleted ${pendingWindowDays ?? 'some'} days after its last replica`
}

/** Null: nothing that is known. */
function usedBy(
  { lastUsage }: KmsKeyFacts,
  references: readonly IndexedReference[],
  { idleDays, scannedAt }: Parameters,
): string | null {
  const [first] = references
  if (first !== undefined)
    return `${references.length === 1 ? first.resource.uid : `${first.resource.uid} and ${references.length - 1} others`} will be lost with it.`
  const usedAt = lastUsage?.usedAt ?? null
  if (usedAt === null || usedAt < scannedAt - idleDays * dayMs) return null
  return `It was used ${daysUntil(scannedAt, usedAt)} days ago.`
}
