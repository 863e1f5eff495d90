import { randomUUID } from 'node:crypto'
import { type Call, regionalServicePrincipal } from '../call/call.ts'
import type { KeyDescription, KeyService } from '../kms/kms.ts'
import type { Storage } from '../storage/storage.ts'
import type { DataKeyWrapping } from './data-key-wrapping.ts'
import { holdFirstDataKey, newDataKeyRow } from './data-keys.ts'
import type { NewScope, ScopeDeclaration } from './envelope.ts'
import { forwardedCall, serviceCall } from './key-calls.ts'
import { orRefused, requireSuitableKey } from './key-errors.ts'
import { factsOf, type ScopeFacts, type ScopeRow } from './scope-facts.ts'

export interface ScopeCreation {
  readonly storage: Storage
  readonly keys: KeyService
  readonly wrapping: DataKeyWrapping
  readonly now: () => number
}

interface ChosenKey {
  readonly kmsKeyArn: string | null
  readonly keyManager: 'CUSTOMER' | 'AWS' | 'SERVICE'
  readonly grantId: string | null
  readonly grantToken?: string
}

/**
 * DescribeKey and CreateGrant with the caller's permissions, then GenerateDataKeyWithoutPlaintext and Decrypt as the service
 * under the grant. When a later step fails, the grant is retired again.
 */
export async function createScope(
  room: ScopeCreation,
  call: Call,
  declaration: ScopeDeclaration,
  request: NewScope,
): Promise<ScopeFacts> {
  requireDeclaredKey(declaration, request)
  const encryptionContext = declaration.encryptionContext(request.resourceArn)
  const chosen = await chooseKey(room, call, declaration, request, encryptionContext)
  const row: ScopeRow = {
    id: randomUUID(),
    account_id: call.principal.accountId,
    region: call.region,
    service: declaration.service,
    resource_arn: request.resourceArn,
    kms_key_arn: chosen.kmsKeyArn,
    key_manager: chosen.keyManager,
    grant_id: chosen.grantId,
    encryption_context: JSON.stringify(encryptionContext),
    state: 'ACTIVE',
    created_at: room.now(),
  }
  const scope = factsOf(row, declaration)
  try {
    await insertWithDataKey(room, row, scope, chosen.grantToken)
    return scope
  } catch (error) {
    await takeBackGrant(room, scope)
    throw error
  }
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
  encryptionContext: Readonly<Record<string, string>>,
): Promise<ChosenKey> {
  const identifier = request.kmsKeyIdentifier
  if (identifier === undefined) return { kmsKeyArn: null, keyManager: 'SERVICE', grantId: null }
  const target = { declaration, resourceArn: request.resourceArn }
  const describe = forwardedCall(call, declaration.service, 'DescribeKey')
  const key = await orRefused(target, identifier, () => room.keys.describeKey(describe, identifier))
  requireSuitableKey(declaration, key)
  const grant = await orRefused(target, key.keyArn, () =>
    createGrant(room, call, declaration, key, encryptionContext),
  )
  return { kmsKeyArn: key.keyArn, keyManager: key.keyManager, ...grant }
}

function createGrant(
  room: ScopeCreation,
  call: Call,
  declaration: ScopeDeclaration,
  key: KeyDescription,
  encryptionContext: Readonly<Record<string, string>>,
): Promise<{ grantId: string; grantToken: string }> {
  const servicePrincipal = regionalServicePrincipal(declaration.service, call.region)
  return room.keys.createGrant(forwardedCall(call, declaration.service, 'CreateGrant'), {
    keyArn: key.keyArn,
    granteePrincipal: servicePrincipal,
    retiringPrincipal: servicePrincipal,
    operations: declaration.grantOperations,
    ...(declaration.grantConstrained ? { encryptionContextSubset: encryptionContext } : {}),
  })
}

async function insertWithDataKey(
  room: ScopeCreation,
  row: ScopeRow,
  scope: ScopeFacts,
  grantToken: string | undefined,
): Promise<void> {
  const mark = room.storage.authority.mark(scope.subject)
  const minted = await room.wrapping.mint(scope, randomUUID(), grantToken)
  const dataKey = newDataKeyRow(scope.id, minted.row, 'ENCRYPT', row.created_at)
  await room.storage.transaction(async (tx) => {
    await tx.insertInto('encryption_scope').values(row).execute()
    await tx.insertInto('data_key').values(dataKey).execute()
  })
  holdFirstDataKey(room.storage, scope, dataKey, minted.key, mark)
}

/** The first failure is the one to tell; a grant that could not be retired stays visible in ListGrants. */
async function takeBackGrant(room: ScopeCreation, scope: ScopeFacts): Promise<void> {
  if (scope.kmsKeyArn === null || scope.grantId === null) return
  const request = { keyArn: scope.kmsKeyArn, grantId: scope.grantId }
  await room.keys.retireGrant(serviceCall(scope, 'RetireGrant', room.now()), request).catch(() => undefined)
}
