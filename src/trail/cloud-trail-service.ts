import type { Call } from '../call/call.ts'
import type { Service } from '../call/operation.ts'
import type { EventLog } from '../storage/storage.ts'
import { cloudTrailOperations } from './operations.ts'

/** What the CloudTrail operations work with. */
export interface CloudTrailRoom {
  readonly reader: EventLog['reader']
  readonly iam: Authorizer
}

/** The part of iam that is needed here. Throws when the caller may not. */
export interface Authorizer {
  authorize(call: Call, request: { readonly action: string; readonly resource: string }): Promise<void>
}

/** The CloudTrail API as the gateway mounts it. */
export function cloudTrailService(room: CloudTrailRoom): Service {
  return { name: 'cloudtrail', room, operations: cloudTrailOperations }
}
