/** Calls for the tests of this room. */

import { type Call, emptyNotes } from '../call/call.ts'
import type { AssumedRolePrincipal, Principal, ServicePrincipal, UserPrincipal } from '../call/principal.ts'
import type { RecordedOperation } from './record.ts'

export const account = '111122223333'
export const otherAccount = '444455556666'
export const region = 'eu-central-1'
export const keyId = '1234abcd-12ab-34cd-56ef-1234567890ab'
export const keyArn = `arn:aws:kms:${region}:${account}:key/${keyId}`
export const keyResource = { accountId: account, type: 'AWS::KMS::Key', arn: keyArn }
export const someTime = Date.parse('2026-01-01T00:05:00.250Z')

export const alice: UserPrincipal = {
  kind: 'user',
  accountId: account,
  arn: `arn:aws:iam::${account}:user/alice`,
  userId: 'AIDAEXAMPLE',
  userName: 'alice',
  accessKeyId: 'AKIAEXAMPLE',
  tags: {},
}

export const appRole: AssumedRolePrincipal = {
  kind: 'assumed-role',
  accountId: account,
  arn: `arn:aws:sts::${account}:assumed-role/App/app`,
  roleArn: `arn:aws:iam::${account}:role/App`,
  roleId: 'AROAEXAMPLE',
  roleName: 'App',
  sessionName: 'app',
  accessKeyId: 'ASIAEXAMPLE',
  sessionIssuedAt: Date.parse('2026-01-01T00:00:00Z'),
  sessionPolicies: [],
  tags: {},
}

export const qbusiness: ServicePrincipal = {
  kind: 'service',
  servicePrincipal: `qbusiness.${region}.amazonaws.com`,
  invokedBy: 'qbusiness.amazonaws.com',
  accountId: account,
  sourceArn: `arn:aws:qbusiness:${region}:${account}:application/a`,
}

export const root: Principal = {
  kind: 'root',
  accountId: account,
  arn: `arn:aws:iam::${account}:root`,
  accessKeyId: 'AKIAROOT',
}

let requests = 0

export function callOf(overrides: Partial<Call> = {}): Call {
  requests += 1
  return {
    requestId: `00000000-0000-4000-8000-${String(requests).padStart(12, '0')}`,
    service: 'kms',
    operation: 'Decrypt',
    principal: appRole,
    region,
    sourceIp: '192.0.2.10',
    userAgent: 'aws-sdk-js/3',
    secureTransport: false,
    time: someTime,
    notes: emptyNotes(),
    ...overrides,
  }
}

/** Logs its input's `keyId` and its output's `keyId`, and nothing else of them. */
export const decrypt: RecordedOperation = {
  readOnly: true,
  recordRequest: (input: { keyId: string }) => ({ keyId: input.keyId }),
}

export const createGrant: RecordedOperation = {
  readOnly: false,
  recordRequest: (input: { keyId: string }) => ({ keyId: input.keyId }),
  recordResponse: (output: { grantId: string }) => ({ grantId: output.grantId }),
}
