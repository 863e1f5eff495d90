import { type QBusinessIndexFacts, qBusinessIndices } from '../collectors/q-business-indices.ts'
import { judgeKey } from '../keys/judge-key.ts'
import type { KeyReference } from '../keys/key-facts.ts'
import type { Resource } from '../resource.ts'
import type { ResourceRule, Verdict } from '../rule.ts'
import { deleting } from './deleting.ts'

export const qbusinessStarterIndexConflict: ResourceRule<QBusinessIndexFacts> = {
  kind: 'resource',
  id: 'qbusiness-starter-index-conflict',
  version: 1,
  title: 'Applications that need a customer key do not rely on a Starter index',
  why: 'A Starter index cannot be under a customer-managed key: an application that is made again with one needs an Enterprise index first.',
  service: 'qbusiness',
  severity: 'INFO',
  mode: 'ADVICE',
  bundles: ['C-REST'],
  counterparts: [],
  resourceType: 'AWS::QBusiness::Index',
  remediation: {
    summary: 'CreateIndex with type ENTERPRISE in the application that CreateApplication makes with the key.',
    url: 'https://docs.aws.amazon.com/amazonq/latest/qbusiness-ug/key-management.html',
  },
  collector: qBusinessIndices,
  keyReferences: ({ facts }) => (needsKey(facts) ? [applicationKey(facts)] : []),
  judge(resource, [key], parameters) {
    const { facts } = resource
    const going = deleting(facts.status)
    if (going !== undefined) return [going]
    if (!needsKey(facts)) return [enterprise(resource)]
    if (key === undefined) return []
    const application = { ...resource, name: facts.applicationName }
    const verdict = judgeKey(application, applicationKey(facts), key, parameters)
    return [verdict.status === 'FAIL' ? conflict(resource, verdict) : verdict]
  },
  fix: null,
}

function needsKey({ type, status }: QBusinessIndexFacts): boolean {
  return type !== 'ENTERPRISE' && deleting(status) === undefined
}

function applicationKey({ kmsKeyId }: QBusinessIndexFacts): KeyReference {
  return {
    ref: kmsKeyId,
    absent: 'AWS_OWNED',
    api: 'qbusiness:GetApplication',
    path: 'encryptionConfiguration.kmsKeyId',
  }
}

function enterprise({ name, facts, at }: Resource<QBusinessIndexFacts>): Verdict {
  return {
    status: 'PASS',
    reasonCode: 'INDEX_ENTERPRISE',
    reasonText: `${name} is an Enterprise index, which may be under any key.`,
    evidence: [
      { api: 'qbusiness:GetIndex', path: 'type', value: facts.type ?? null, at: new Date(at).toISOString() },
    ],
  }
}

function conflict({ name, facts }: Resource<QBusinessIndexFacts>, verdict: Verdict): Verdict {
  return {
    ...verdict,
    status: 'MANUAL',
    reasonCode: 'STARTER_INDEX',
    reasonText: `${name} is a ${facts.type ?? 'possible Starter'} index of ${facts.applicationName}, which needs a customer-managed key: upgrade to Enterprise before making the application again.`,
  }
}
