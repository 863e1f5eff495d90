import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { invariant } from '../call/aws-error.ts'
import type { KeyService, ServiceOwnedKeys } from '../kms/kms.ts'
import { serviceCall } from './key-calls.ts'
import { orUnavailable } from './key-errors.ts'
import type { ScopeFacts } from './scope-facts.ts'

const dataKeyBytes = 32

/** How a data key rests. */
export interface WrappedDataKey {
  readonly id: string
  readonly kmsKeyArn: string | null
  readonly serviceKeyArn: string
  readonly wrapped: Uint8Array
}

/**
 * Wraps data keys in two layers. The inner one is the customer's: a ciphertext blob of the KMS key, made and opened under the
 * grant. The outer one is the service-owned key's and always there. Both are needed: a customer who takes the key away
 * leaves nothing that the operator can open, and a stolen ciphertext blob is worth nothing without this server. Without a
 * customer key the service-owned layer holds a random data key alone.
 */
export interface DataKeyWrapping {
  mint(scope: ScopeFacts, id: string, grantToken?: string): Promise<{ row: WrappedDataKey; key: KeyObject }>
  /** Rejects with the declaration's keyUnavailable when KMS refuses. */
  unwrap(scope: ScopeFacts, row: WrappedDataKey): Promise<KeyObject>
}

export function createDataKeyWrapping(parts: {
  keys: KeyService
  serviceKeys: ServiceOwnedKeys
  now: () => number
}): DataKeyWrapping {
  const { keys, serviceKeys, now } = parts

  async function decrypt(scope: ScopeFacts, keyArn: string, ciphertextBlob: Uint8Array): Promise<KeyObject> {
    const call = serviceCall(scope, 'Decrypt', now())
    const grant = scope.grantId === null ? {} : { grantId: scope.grantId }
    const { encryptionContext, furtherGrantIds } = scope
    const request = { keyArn, ciphertextBlob, encryptionContext, ...grant, furtherGrantIds }
    return secretKey(await orUnavailable(scope, () => keys.decrypt(call, request)))
  }

  /**
   * WithoutPlaintext and then Decrypt, as AWS's services do: the first use proves that the key can be opened again. A service
   * whose grant knows only GenerateDataKey asks for that, and proves it the same way.
   */
  async function generate(
    scope: ScopeFacts,
    keyArn: string,
    grantToken?: string,
  ): Promise<{ inner: Uint8Array; key: KeyObject }> {
    const bare = scope.declaration.grantOperations.includes('GenerateDataKeyWithoutPlaintext')
    const call = serviceCall(scope, bare ? 'GenerateDataKeyWithoutPlaintext' : 'GenerateDataKey', now())
    const request = {
      keyArn,
      encryptionContext: scope.encryptionContext,
      ...(grantToken === undefined ? {} : { grantToken }),
    }
    const { ciphertextBlob } = await orUnavailable(scope, () =>
      bare ? keys.generateDataKeyWithoutPlaintext(call, request) : keys.generateDataKey(call, request),
    )
    return { inner: ciphertextBlob, key: await decrypt(scope, keyArn, ciphertextBlob) }
  }

  return {
    async mint(scope, id, grantToken) {
      const serviceKeyArn = await serviceKeys.current(scope.service, scope.region)
      const aad = aadOf(scope, id, scope.kmsKeyArn)
      if (scope.kmsKeyArn !== null) {
        const { inner, key } = await generate(scope, scope.kmsKeyArn, grantToken)
        const wrapped = await serviceKeys.seal(serviceKeyArn, aad, inner)
        return { row: { id, kmsKeyArn: scope.kmsKeyArn, serviceKeyArn, wrapped }, key }
      }
      const bytes = randomBytes(dataKeyBytes)
      const wrapped = await serviceKeys.seal(serviceKeyArn, aad, bytes)
      return { row: { id, kmsKeyArn: null, serviceKeyArn, wrapped }, key: secretKey(bytes) }
    },
    async unwrap(scope, row) {
      const inner = await openOuterLayer(serviceKeys, scope, row)
      return row.kmsKeyArn === null ? secretKey(inner) : decrypt(scope, row.kmsKeyArn, inner)
    },
  }
}

/** The inner layer alone: the ciphertext blob that KMS made. */
export function openOuterLayer(
  serviceKeys: ServiceOwnedKeys,
  scope: ScopeFacts,
  row: WrappedDataKey,
): Promise<Buffer> {
  return serviceKeys.open(row.serviceKeyArn, aadOf(scope, row.id, row.kmsKeyArn), row.wrapped)
}

function aadOf(scope: ScopeFacts, dataKeyId: string, kmsKeyArn: string | null): readonly string[] {
  return ['data-key', scope.id, dataKeyId, kmsKeyArn ?? '']
}

/** Takes the bytes over: they are wiped. */
function secretKey(bytes: Buffer): KeyObject {
  invariant(bytes.length === dataKeyBytes, 'a data key has 32 bytes')
  const key = createSecretKey(bytes)
  bytes.fill(0)
  return key
}
