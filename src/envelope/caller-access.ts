import type { AwsError } from '../call/aws-error.ts'
import type { Call } from '../call/call.ts'
import type { KeyService, ServiceOwnedKeys } from '../kms/kms.ts'
import type { Storage } from '../storage/storage.ts'
import { openOuterLayer } from './data-key-wrapping.ts'
import { ScopeMissingError } from './envelope.ts'
import { forwardedCall } from './key-calls.ts'
import { orUnavailable } from './key-errors.ts'
import type { ScopeFacts } from './scope-facts.ts'

/** What a caller's own permissions say about a scope's key, for services that ask for more than their own grant. */
export interface CallerAccess {
  /** See `Scope.requireCaller`. */
  require(scope: ScopeFacts, call: Call): Promise<void>
  /** See `ScopeDeclaration.creatorUsesKey`: of a scope that is about to be made. */
  requireCreator(scope: ScopeFacts, call: Call): Promise<void>
}

export function createCallerAccess(parts: {
  readonly storage: Storage
  readonly keys: KeyService
  readonly serviceKeys: ServiceOwnedKeys
}): CallerAccess {
  const { storage, keys, serviceKeys } = parts

  async function tryDecrypt(scope: ScopeFacts, call: Call, keyArn: string, ciphertextBlob: Uint8Array) {
    const { encryptionContext } = scope
    const decrypt = forwardedCall(call, scope.service, 'Decrypt')
    const opened = await orOwnDenial(scope, () =>
      keys.decrypt(decrypt, { keyArn, ciphertextBlob, encryptionContext }),
    )
    opened.fill(0)
  }

  return {
    async require(scope, call) {
      const keyArn = scope.kmsKeyArn
      if (keyArn === null) return
      const row = await storage.database
        .selectFrom('data_key')
        .select(['id', 'service_key_arn', 'wrapped_data_key'])
        .where('scope_id', '=', scope.id)
        .where('purpose', '=', 'ENCRYPT')
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst()
      if (row === undefined) throw new ScopeMissingError('the encryption scope does not exist')
      const ciphertextBlob = await openOuterLayer(serviceKeys, scope, {
        id: row.id,
        kmsKeyArn: keyArn,
        serviceKeyArn: row.service_key_arn,
        wrapped: row.wrapped_data_key,
      })
      await tryDecrypt(scope, call, keyArn, ciphertextBlob)
    },
    async requireCreator(scope, call) {
      const { kmsKeyArn: keyArn, encryptionContext, declaration } = scope
      if (keyArn === null || declaration.creatorUsesKey !== true) return
      const generate = forwardedCall(call, scope.service, 'GenerateDataKey')
      const { ciphertextBlob } = await orOwnDenial(scope, () =>
        keys.generateDataKey(generate, { keyArn, encryptionContext }),
      )
      await tryDecrypt(scope, call, keyArn, ciphertextBlob)
    },
  }
}

/** The caller's own denial is told in KMS's words; a key that nobody can use, in the service's. */
async function orOwnDenial<T>(scope: ScopeFacts, work: () => Promise<T>): Promise<T> {
  return orUnavailable(scope, work, (error: AwsError) => error.code === 'AccessDeniedException')
}
