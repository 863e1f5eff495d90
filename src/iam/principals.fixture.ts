/** Principals and calls for this room's tests. */

import { type Call, emptyNotes } from '../call/call.ts'
import type {
  AssumedRolePrincipal,
  RootPrincipal,
  ServicePrincipal,
  UserPrincipal,
} from '../call/principal.ts'

export const accountId = '111122223333'

export const root: RootPrincipal = {
  kind: 'root',
  accountId,
  arn: `arn:aws:iam::${accountId}:root`,
  accessKeyId: 'AKIAROOT',
}

export const alice: UserPrincipal = {
  kind: 'user',
  accountId,
  arn: `arn:aws:iam::${accountId}:user/alice`,
  userId: 'AIDAALICEALICEALICE12',
  userName: 'alice',
  accessKeyId: 'AKIAALICE',
  tags: { team: 'blue' },
}

export const session: AssumedRolePrincipal = {
  kind: 'assumed-role',
  accountId,
  arn: `arn:aws:sts::${accountId}:assumed-role/App/worker`,
  roleArn: `arn:aws:iam::${accountId}:role/service/App`,
  roleId: 'AROAAPPAPPAPPAPPAPP12',
  roleName: 'App',
  sessionName: 'worker',
  accessKeyId: 'ASIAAPP',
  sessionIssuedAt: Date.UTC(2026, 0, 1),
  sessionPolicies: [],
  tags: { team: 'red' },
}

export const service: ServicePrincipal = {
  kind: 'service',
  servicePrincipal: 'qbusiness.eu-central-1.amazonaws.com',
  invokedBy: 'qbusiness.amazonaws.com',
  accountId,
  sourceArn: `arn:aws:qbusiness:eu-central-1:${accountId}:application/a`,
}

export function callOf(principal: Call['principal'], overrides: Partial<Call> = {}): Call {
  return {
    requestId: 'request',
    service: 'iam',
    operation: 'Test',
    principal,
    region: 'eu-central-1',
    sourceIp: '192.0.2.7',
    userAgent: 'test/1',
    secureTransport: false,
    time: Date.UTC(2026, 0, 15, 12),
    notes: emptyNotes(),
    ...overrides,
  }
}
