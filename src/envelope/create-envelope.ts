import type { KeyService, ServiceOwnedKeys } from '../kms/kms.ts'
import type { Storage } from '../storage/storage.ts'
import { createBlobMarks } from './blob-marks.ts'
import { createCallerAccess } from './caller-access.ts'
import { createScope, describeSuitableKey } from './create-scope.ts'
import { createDataKeyWrapping } from './data-key-wrapping.ts'
import { createDataKeys } from './data-keys.ts'
import { deleteScope, handleDeletions } from './delete-scope.ts'
import { type Envelope, type Scope, type ScopeDeclaration, ScopeMissingError } from './envelope.ts'
import { factsOf, type ScopeFacts, type ScopeRow, scopeSubject } from './scope-facts.ts'
import { sealedObjectsOf } from './sealed-objects.ts'
import { sealedRecordsOf } from './sealed-records.ts'
import { createUnfinishedScopes } from './unfinished-scopes.ts'

export interface EnvelopeOptions {
  readonly storage: Storage
  readonly keys: KeyService
  readonly serviceKeys: ServiceOwnedKeys
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** Declares its leased jobs, so it must be made before `storage.jobs.start()`. */
export function createEnvelope(options: EnvelopeOptions): Envelope {
  const { storage, keys, now } = options
  const wrapping = createDataKeyWrapping(options)
  const dataKeys = createDataKeys({ storage, wrapping, now })
  const marks = createBlobMarks(storage, now)
  const callers = createCallerAccess(options)
  const deletion = { storage, keys, marks, now }
  handleDeletions(deletion)
  const unfinished = createUnfinishedScopes(options)
  const creation = { storage, keys, wrapping, callers, unfinished, now }

  function scopeOf(facts: ScopeFacts): Scope {
    return {
      id: facts.id,
      resourceArn: facts.resourceArn,
      accountId: facts.accountId,
      region: facts.region,
      kmsKeyArn: facts.kmsKeyArn,
      grantId: facts.grantId,
      subject: facts.subject,
      records: sealedRecordsOf({ storage, dataKeys, now }, facts),
      objects: sealedObjectsOf({ storage, dataKeys, marks, now }, facts),
      requireKey: () => dataKeys.requireKey(facts),
      requireCaller: (call) => callers.require(facts, call),
    }
  }

  async function loadRow(scopeId: string, service: string): Promise<ScopeRow> {
    const row = await storage.database
      .selectFrom('encryption_scope')
      .selectAll()
      .where('id', '=', scopeId)
      .where('service', '=', service)
      .where('state', '=', 'ACTIVE')
      .executeTakeFirst()
    if (row === undefined) throw new ScopeMissingError('the encryption scope does not exist')
    return row
  }

  return {
    async createScope(call, declaration, request) {
      return scopeOf(await createScope(creation, call, declaration, request))
    },
    async openScope(declaration: ScopeDeclaration, scopeId) {
      const { service } = declaration
      const load = () => loadRow(scopeId, service)
      const row = await storage.authority.read(scopeSubject(scopeId), `scope/${scopeId}/${service}`, load)
      return scopeOf(factsOf(row, declaration))
    },
    async chooseKey(call, declaration, { resourceArn, kmsKeyIdentifier }) {
      const key = await describeSuitableKey(keys, call, declaration, resourceArn, kmsKeyIdentifier)
      return key.keyArn
    },
    async deleteScope(_declaration, scopeId) {
      await deleteScope(deletion, scopeId)
    },
  }
}
