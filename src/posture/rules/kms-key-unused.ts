import type { KmsKey } from '../collectors/kms-keys.ts'
import type { LastUsage } from '../collectors/kms-reads.ts'
import { type KmsUsageFacts, kmsUsage } from '../collectors/kms-usage.ts'
import type { Parameters } from '../parameters.ts'
import type { Resource } from '../resource.ts'
import type { IndexRule, Verdict } from '../rule.ts'
import { judgeEach } from './judge-each.ts'
import { referencesMissing } from './judge-references.ts'
import { daysUntil, evidence, unclearManager, unread } from './kms-key-verdict.ts'
import { referencesByKey, referencesTo } from './references.ts'

export const kmsKeyUnused: IndexRule = {
  kind: 'index',
  id: 'kms-key-unused',
  version: 1,
  title: 'Customer keys are used or retired',
  why: 'A key that nobody uses costs money and is one more thing to guard.',
  service: 'kms',
  severity: 'LOW',
  mode: 'ADVICE',
  bundles: ['C-LIFE'],
  counterparts: ['Prowler kms_cmk_unused', 'Custodian last-usage'],
  resourceType: 'AWS::KMS::Key',
  remediation: {
    summary:
      'DisableKey, wait for at least 30 days, and only then ScheduleKeyDeletion with 7 to 30 days. One sign alone is never enough to delete a key.',
    url: 'https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys-determining-usage.html',
  },
  collectors: [kmsUsage],
  needsReferences: true,
  judge(index, parameters) {
    const references = referencesByKey(index)
    return judgeEach(index, kmsUsage, parameters, (resource) => {
      const verdict = judgeIdle(resource, referencesTo(references, resource.uid).length, parameters)
      // What was not read may be what the key is for.
      if (verdict.status !== 'FAIL' || index.gaps.length === 0) return verdict
      const missing = referencesMissing(index)
      return { ...missing, reasonText: `${verdict.reasonText} ${missing.reasonText}` }
    })
  },
  fix: null,
}

const dayMs = 86_400_000

function judgeIdle(
  { facts: { key, failed, grantCount, lastUsage }, uid, at }: Resource<KmsUsageFacts>,
  referenceCount: number,
  parameters: Parameters,
): Verdict {
  if (key === null) return unread(failed, uid)
  const unclear = unclearManager(key)
  if (unclear !== undefined) return unclear
  if (referenceCount > 0)
    return pass('KEY_REFERENCED', `The key ${key.id} is named by ${countWord(referenceCount)}.`)
  if (key.state !== 'Enabled') return pass('KEY_RETIRED', `The key ${key.id} is ${key.state}.`)
  if (grantCount > 0) return pass('KEY_HAS_GRANTS', `The key ${key.id} has ${grantCount} grants.`)
  if (lastUsage === null || lastUsage.failed !== null)
    return {
      status: 'MANUAL',
      reasonCode: lastUsage?.failed ? `API_ERROR:${lastUsage.failed.code}` : 'LAST_USAGE_UNKNOWN',
      reasonText: `When the key ${key.id} was last used could not be read.`,
    }
  const shown = lastUsage.usedAt === null ? null : new Date(lastUsage.usedAt).toISOString()
  return {
    ...judgeLastUsage(key, lastUsage, parameters),
    evidence: [evidence('kms:GetKeyLastUsage', 'KeyLastUsage.Timestamp', shown, at)],
  }
}

function judgeLastUsage(
  key: KmsKey,
  { usedAt, trackedSince }: LastUsage,
  { idleDays, scannedAt }: Parameters,
): Verdict {
  const idleSince = scannedAt - idleDays * dayMs
  if (usedAt !== null) {
    const days = daysUntil(scannedAt, usedAt)
    return usedAt >= idleSince
      ? pass('KEY_USED', `The key ${key.id} was used ${days} days ago.`)
      : fail(
          `The key ${key.id} was last used ${days} days ago; no resource that was read names it and it has no grants.`,
        )
  }
  if (key.createdAt === null || trackedSince === null || key.createdAt < trackedSince)
    return {
      status: 'MANUAL',
      reasonCode: 'CREATED_BEFORE_TRACKING',
      reasonText: `No use of the key ${key.id} is known, but it is older than KMS's record of uses.`,
    }
  if (key.createdAt >= idleSince)
    return pass('KEY_NEW', `The key ${key.id} is younger than ${idleDays} days.`)
  return fail(`The key ${key.id} was never used; no resource that was read names it and it has no grants.`)
}

function pass(reasonCode: string, reasonText: string): Verdict {
  return { status: 'PASS', reasonCode, reasonText }
}

function fail(reasonText: string): Verdict {
  return { status: 'FAIL', reasonCode: 'KEY_UNUSED', reasonText }
}

/** The index keeps the first hundred references to a key that works. */
function countWord(count: number): string {
  if (count === 1) return 'one resource'
  return count < 100 ? `${count} resources` : 'a hundred resources or more'
}
