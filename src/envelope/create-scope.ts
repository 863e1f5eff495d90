import { randomUUID } from 'node:crypto'
import { type Call, servicePrincipal } from '../call/call.ts'
import type { KeyDescription, KeyService } from '../kms/kms.ts'
import type { Storage } from '../storage/storage.ts'
import type { CallerAccess } from './caller-access.ts'
import type { DataKeyWrapping } from './data-key-wrapping.ts'
import { holdFirstDataKey, newDataKeyRow } from './data-keys.ts'
import type { NewScope, ScopeDeclaration } from './envelope.ts'
import { forwardedCall } from './key-calls.ts'
import { orRefused, requireSuitableKey } from './key-errors.ts'
import { encodeBody, newRecordRow, placeOf } from './record-body.ts'
import { factsOf, type ScopeFacts, type ScopeRow } from './scope-facts.ts'
import type { UnfinishedScopes } from './unfinished-scopes.ts'

export interface ScopeCreation {
  readonly storage: Storage
  readonly keys: KeyService
  readonly wrapping: DataKeyWrapping
  readonly callers: CallerAccess
  readonly unfinished: UnfinishedScopes
  readonly now: () => number
}

interface Grant {
  readonly grantId: string
  readonly grantToken: string
}

/**
 * DescribeKey and CreateGrant with the caller's permissions, then GenerateDataKeyWithoutPlaintext and Decrypt as the service
 * under the grant. Scope, first records and what `register` inserts become visible at once; when a step fails or the
 * process dies before, the grant is retired again.
 */
export async function createScope(
  room: ScopeCreation,
  call: Call,
  declaration: ScopeDeclaration,
  request: NewScope,
): Promise<ScopeFacts> {
  requireDeclaredKey(declaration, request)
  const key = await chooseKey(room, call, declaration, request)
  const row: ScopeRow = {
    id: randomUUID(),
    account_id: call.principal.accountId,
    region: call.region,
    service: declaration.service,
    resource_arn: request.resourceArn,
    kms_key_arn: key?.keyArn ?? null,
    key_manager: key?.keyManager ?? 'SERVICE',
    grant_id: null,
    further_grant_ids: null,
    encryption_context: JSON.stringify(declaration.encryptionContext(request.resourceArn)),
    state: 'CREATING',
    created_at: room.now(),
  }
  const planned = factsOf(row, declaration)
  await room.callers.requireCreator(planned, call)
  return room.unfinished.attempt(row, async () => {
    const [grant, ...further] = key === null ? [] : await createGrants(room, call, planned, key.keyArn)
    const furtherGrantIds = further.map(({ grantId }) => grantId)
    const scope = { ...planned, grantId: grant?.grantId ?? null, furtherGrantIds }
    await fill(room, scope, request, grant?.grantToken)
    return scope
  })
}

function requireDeclaredKey(declaration: ScopeDeclaration, request: NewScope): void {
  const given = request.kmsKeyIdentifier !== undefined
  if (given && declaration.customerKey === 'impossible') {
    throw declaration.keyRefused('This resource does not support a customer managed key.')
  }
  if (!given && declaration.customerKey === 'required') {
    throw declaration.keyRefused('This resource requires a customer managed key.')
  }
}

async function chooseKey(
  room: ScopeCreation,
  call: Call,
  declaration: ScopeDeclaration,
  request: NewScope,
): Promise<KeyDescription | null> {
  const identifier = request.kmsKeyIdentifier
  if (identifier === undefined) return null
  return describeSuitableKey(room.keys, call, declaration, request.resourceArn, identifier)
}

/** With the caller's permissions. @throws the declaration's keyRefused or keyUnavailable */
export async function describeSuitableKey(
  keys: KeyService,
  call: Call,
  declaration: ScopeDeclaration,
  resourceArn: string,
  identifier: string,
): Promise<KeyDescription> {
  const target = { declaration, resourceArn }
  const describe = forwardedCall(call, declaration.service, 'DescribeKey')
  const key = await orRefused(target, identifier, () => keys.describeKey(describe, identifier))
  requireSuitableKey(declaration, key)
  return key
}

async function createGrants(
  room: ScopeCreation,
  call: Call,
  scope: ScopeFacts,
  keyArn: string,
): Promise<readonly Grant[]> {
  const { grantOperations, furtherGrants = [] } = scope.declaration
  const grants: Grant[] = []
  for (const operations of [grantOperations, ...furtherGrants]) {
    grants.push(await createGrant(room, call, scope, keyArn, operations))
  }
  return grants
}

/** Named by the scope, so that it is found when a crash comes between the grant and the scope. */
function createGrant(
  room: ScopeCreation,
  call: Call,
  scope: ScopeFacts,
  keyArn: string,
  operations: readonly string[],
): Promise<Grant> {
  const { declaration } = scope
  const principal = servicePrincipal(scope.service, scope.region)
  return orRefused(scope, keyArn, () =>
    room.keys.createGrant(forwardedCall(call, scope.service, 'CreateGrant'), {
      keyArn,
      granteePrincipal: principal,
      retiringPrincipal: principal,
      operations,
      ...(declaration.grantConstrained ? { encryptionContextSubset: scope.encryptionContext } : {}),
      name: scope.id,
    }),
  )
}

/** The first data key, the first records under it and, in one transaction with them, the end of the creation. */
async function fill(
  room: ScopeCreation,
  scope: ScopeFacts,
  request: NewScope,
  grantToken: string | undefined,
): Promise<void> {
  const { storage, unfinished } = room
  const records = (request.records ?? []).map((record) => ({ record, plaintext: encodeBody(record.body) }))
  const bytes = records.reduce((sum, { plaintext }) => sum + plaintext.length, 0)
  const mark = storage.authority.mark(scope.subject)
  const openedAt = room.now()
  const { row, key } = await room.wrapping.mint(scope, randomUUID(), grantToken)
  const dataKey = newDataKeyRow(scope.id, row, 'ENCRYPT', openedAt)
  const sealed = records.map(({ record, plaintext }) =>
    newRecordRow(placeOf(scope.id, record), record, { id: row.id, key }, plaintext, openedAt),
  )
  await storage.transaction(async (tx) => {
    await unfinished.finish(tx, scope)
    await tx.insertInto('data_key').values(dataKey).execute()
    if (sealed.length > 0) await tx.insertInto('sealed_record').values(sealed).execute()
    await request.register?.(tx, scope.id)
  })
  holdFirstDataKey(storage, scope, { row: dataKey, key, sealed: { count: sealed.length, bytes } }, mark)
}
