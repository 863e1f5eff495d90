/**
 * The key service's door. A `Kms` is what its operations work with; `KeyService` is how other rooms reach it: through
 * the same authorization and the same trail as a stranger's call.
 */

import type { Call } from '../call/call.ts'
import type { Iam } from '../iam/iam.ts'
import type { RootKey } from '../rootkey/rootkey.ts'
import type { Storage } from '../storage/storage.ts'
import type { Trail } from '../trail/trail.ts'
import type { KeyUsage } from './key-usage.ts'

/** What KMS operations work with. Made by `createKms`. */
export interface Kms {
  readonly storage: Storage
  readonly rootKey: RootKey
  readonly iam: Iam
  readonly trail: Trail
  /** Milliseconds since the epoch, for work that no call asked for; calls carry their own time. */
  readonly now: () => number
  /** Where multi-Region keys can have replicas: the Regions that this server answers for. */
  readonly regions: readonly string[]
  /** When keys were last used. */
  readonly usage: KeyUsage
}

/**
 * The key service as a data service sees it. Two implementations are meant: this server's own (in process), and a real
 * AWS KMS through the SDK, so that customers' keys can stay in their AWS accounts.
 *
 * Every method is one recorded KMS call made for `call`'s request. With `call.via` set and the caller's principal it is a
 * forward-access call (the caller's permissions, `kms:ViaService`); with a service principal it runs under the grant.
 * Rejections are KMS's own AwsErrors.
 */
export interface KeyService {
  describeKey(call: Call, keyIdentifier: string): Promise<KeyDescription>
  createGrant(call: Call, request: GrantRequest): Promise<{ grantId: string; grantToken: string }>
  generateDataKeyWithoutPlaintext(
    call: Call,
    request: DataKeyRequest,
  ): Promise<{ ciphertextBlob: Uint8Array; keyArn: string }>
  /** For services whose grant allows only this one. The plaintext is wiped, not given: `decrypt` proves the grant. */
  generateDataKey(
    call: Call,
    request: DataKeyRequest,
  ): Promise<{ ciphertextBlob: Uint8Array; keyArn: string }>
  /** Plaintext of a data key: 32 bytes. The caller turns it into a KeyObject and wipes it. */
  decrypt(call: Call, request: DecryptRequest): Promise<Buffer>
  /** By the grant's own retiring principal. Succeeds when the grant is already gone. */
  retireGrant(call: Call, request: { keyArn: string; grantId: string }): Promise<void>
  /**
   * As `retireGrant` for a grant whose id is not known, because a crash came between CreateGrant and its answer: by the
   * name it was given. Succeeds when there is none.
   */
  retireNamedGrant(call: Call, request: { keyArn: string; name: string }): Promise<void>
}

export interface KeyDescription {
  readonly keyArn: string
  readonly keyManager: 'CUSTOMER' | 'AWS'
  readonly keySpec: string
  readonly keyUsage: string
  readonly keyState: string
}

export interface GrantRequest {
  readonly keyArn: string
  readonly granteePrincipal: string
  readonly retiringPrincipal: string
  readonly operations: readonly string[]
  readonly encryptionContextSubset?: Readonly<Record<string, string>>
  readonly name?: string
}

export interface DataKeyRequest {
  readonly keyArn: string
  readonly encryptionContext: Readonly<Record<string, string>>
  readonly grantToken?: string
}

export interface DecryptRequest {
  readonly keyArn: string
  /**
   * The caller's own grant on the key, which must be alive: all scopes of a service are one principal to KMS, and what one
   * scope's grant still allows must not serve another whose grant was revoked.
   */
  readonly grantId?: string
  /** Where it has several: these must be alive as well. */
  readonly furtherGrantIds?: readonly string[]
  readonly ciphertextBlob: Uint8Array
  readonly encryptionContext: Readonly<Record<string, string>>
}

/**
 * Service-owned keys: they belong to a Keyhold service, no account sees them and the trail does not mention them (as
 * AWS owned keys). They form the layer that is always there, under a customer's key or alone.
 */
export interface ServiceOwnedKeys {
  /** ARN of the current key of a service in a region, made on first use. */
  current(service: string, region: string): Promise<string>
  seal(keyArn: string, aad: readonly string[], plaintext: Uint8Array): Promise<Uint8Array>
  /** @throws when damaged, moved (other AAD) or the key is unknown. */
  open(keyArn: string, aad: readonly string[], sealed: Uint8Array): Promise<Buffer>
}
