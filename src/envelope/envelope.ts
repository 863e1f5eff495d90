/**
 * Envelope's door: encryption scopes, data keys, sealed records and sealed objects. The only way data services store
 * what customers wrote. It knows no service: a service declares its scopes as data.
 */

import type { Call } from '../call/call.ts'
import type { Tx } from '../storage/storage.ts'

/** What a service says once about its scopes. */
export interface ScopeDeclaration {
  /** Short service name: `qbusiness`. Grantee and retiring principal are `<service>.<region>.amazonaws.com`. */
  readonly service: string
  readonly customerKey: 'required' | 'optional' | 'impossible'
  /** Operations of the grant that creating a resource makes with the caller's permission. */
  readonly grantOperations: readonly string[]
  /**
   * Operations of further grants that creating a resource makes beside that one, for services whose documentation shows
   * several. The scope needs all of its grants: revoking any of them takes the key away.
   */
  readonly furtherGrants?: readonly (readonly string[])[]
  /** The encryption context of the scope's KMS calls, from the owner's ARN. `{}` where AWS shows none. */
  readonly encryptionContext: (resourceArn: string) => Readonly<Record<string, string>>
  /** Whether the grant is limited to that context (`EncryptionContextSubset`). */
  readonly grantConstrained: boolean
  /**
   * Whether creating a resource asks its creator for kms:GenerateDataKey and kms:Decrypt on the key as well, which then are
   * tried out through the service. A denial is told in KMS's words.
   */
  readonly creatorUsesKey?: boolean
  /** The service's own access-denied error when the key is out of reach; `reason` names state or denial, no secrets. */
  readonly keyUnavailable: (reason: KeyUnavailableReason) => Error
  /** The service's own error for a key it cannot take (wrong spec, disabled, unknown, foreign region). */
  readonly keyRefused: (reason: string) => Error
}

export interface KeyUnavailableReason {
  readonly resourceArn: string
  readonly kmsKeyArn: string
  /** KMS's error code: `DisabledException`, `AccessDeniedException`, `KMSInvalidStateException`, `NotFoundException`. */
  readonly code: string
}

export interface Envelope {
  /**
   * Makes the scope of a new resource. With a key identifier (id, ARN, alias, alias ARN): DescribeKey and CreateGrant with
   * the caller's permissions (forward access), then the first data key as the service under the grant. Without: under
   * the service-owned key alone. Scope, `records` and what `register` inserts become visible at once or, whatever crashes,
   * never; then the grant is retired as well.
   */
  createScope(call: Call, declaration: ScopeDeclaration, request: NewScope): Promise<Scope>
  /** @throws ScopeMissingError. Does not touch KMS: opening the first record does. */
  openScope(declaration: ScopeDeclaration, scopeId: string): Promise<Scope>
  /**
   * The ARN of the key that an identifier names, by DescribeKey with the caller's permissions: for a resource that may get
   * another key. @throws the declaration's keyRefused for a key that it cannot take
   */
  chooseKey(
    call: Call,
    declaration: ScopeDeclaration,
    request: { readonly resourceArn: string; readonly kmsKeyIdentifier: string },
  ): Promise<string>
  /**
   * Destroys all data keys, records and objects of the scope and retires its grant. Works whether or not the key can be
   * reached. Safe to repeat.
   */
  deleteScope(declaration: ScopeDeclaration, scopeId: string): Promise<void>
}

export interface NewScope {
  readonly resourceArn: string
  readonly kmsKeyIdentifier?: string
  /** Records that the scope begins with. */
  readonly records?: readonly Omit<NewRecord<unknown>, 'indexes'>[]
  /**
   * Runs in the transaction that makes the scope visible and inserts what its owner finds it by. Only `tx` may be used in
   * it. When it rejects there is no scope.
   */
  readonly register?: (tx: Tx, scopeId: string) => Promise<void>
}

export class ScopeMissingError extends Error {
  override readonly name = 'ScopeMissingError'
}

/** Everything below rejects with the declaration's `keyUnavailable` error as soon as the key is out of reach. */
export interface Scope {
  readonly id: string
  readonly resourceArn: string
  readonly accountId: string
  readonly region: string
  readonly kmsKeyArn: string | null
  readonly grantId: string | null
  /** Authority subject that anything decrypted from this scope must be cached under. */
  readonly subject: string
  readonly records: SealedRecords
  readonly objects: SealedObjects
  /** Proves that the key can be reached now (opens the data key unless it is held at the current epoch). */
  requireKey(): Promise<void>
  /**
   * Proves that the caller may use the key as well: opens the data key with the caller's own kms:Decrypt, through the
   * service. Nothing to prove without a KMS key. @throws AccessDeniedException as KMS tells it
   */
  requireCaller(call: Call): Promise<void>
}

/** Small values: JSON bodies, sealed; ids, parents, statuses and times stay plain. */
export interface SealedRecords {
  /** Inserts. @throws RecordExistsError */
  create<Body>(record: NewRecord<Body>): Promise<SealedRecord<Body>>
  get<Body>(kind: string, id: string): Promise<SealedRecord<Body> | null>
  /** Reads many; in `order` of creation. Paging by `after` (the `cursor` of the last one seen). */
  list<Body>(kind: string, options?: ListOptions): Promise<readonly SealedRecord<Body>[]>
  /** By blind index: equality on a value that rests only as a keyed hash. */
  find<Body>(
    kind: string,
    field: string,
    value: string,
    options?: ListOptions,
  ): Promise<readonly SealedRecord<Body>[]>
  count(kind: string, options?: { parent?: string; status?: string }): Promise<number>
  /**
   * Replaces body and/or status of the revision given. @throws RecordConflictError when another writer was first.
   */
  update<Body>(record: SealedRecord<Body>, change: RecordChange<Body>): Promise<SealedRecord<Body>>
  /**
   * Creates and updates many in one transaction. One whose id is taken, or which another writer changed first, is left
   * out and gives null; with `whole` it fails them all. @throws RecordExistsError, RecordConflictError with `whole`
   */
  save<Body>(
    writes: readonly RecordWrite<Body>[],
    options?: SaveOptions,
  ): Promise<readonly (SealedRecord<Body> | null)[]>
  /** Status alone, whether or not the key can be reached (a job must be able to write FAILED). */
  setStatus(kind: string, id: string, status: string): Promise<void>
  /** Deletes records and, with them, their blind indexes. Works without the key. */
  delete(kind: string, ids: readonly string[]): Promise<void>
  /** As `delete`, of one and in the caller's transaction: false when it was not there. */
  deleteWithin(tx: Tx, kind: string, id: string): Promise<boolean>
  /** Deletes all of a kind below a parent. Works without the key. */
  deleteChildren(kind: string, parent: string): Promise<void>
  /** Ids, statuses and times without opening anything: for listings and deletions that must work without the key. */
  outlines(kind: string, options?: ListOptions): Promise<readonly RecordOutline[]>
}

export interface RecordOutline {
  readonly kind: string
  readonly id: string
  readonly parent: string
  readonly status: string
  readonly revision: number
  readonly createdAt: number
  readonly updatedAt: number
  /** Opaque position for paging. */
  readonly cursor: string
}

export interface SealedRecord<Body> extends RecordOutline {
  readonly body: Body
}

export interface NewRecord<Body> {
  readonly kind: string
  readonly id: string
  readonly parent?: string
  readonly status?: string
  readonly body: Body
  /** Field → value to find it by; stored as a keyed hash. */
  readonly indexes?: Readonly<Record<string, string>>
  readonly createdAt?: number
}

export interface RecordChange<Body> {
  readonly body?: Body
  readonly status?: string
  readonly indexes?: Readonly<Record<string, string>>
}

export type RecordWrite<Body> =
  | { readonly create: NewRecord<Body> }
  | { readonly update: SealedRecord<Body>; readonly change: RecordChange<Body> }

export interface SaveOptions {
  readonly whole?: boolean
  /** Commits with the records: a job that is to follow, say. Use only the `tx`. */
  readonly also?: (tx: Tx) => Promise<void>
}

export interface ListOptions {
  readonly parent?: string
  readonly status?: string
  /** Default 1,000, at most 10,000. */
  readonly limit?: number
  /** The `cursor` of the last record seen. @throws InvalidCursorError when it is none. */
  readonly after?: string
  /** Default: `oldest` first. */
  readonly order?: 'oldest' | 'newest'
}

export class InvalidCursorError extends Error {
  override readonly name = 'InvalidCursorError'
}

export class RecordExistsError extends Error {
  override readonly name = 'RecordExistsError'
}
export class RecordConflictError extends Error {
  override readonly name = 'RecordConflictError'
}

/** Large values: framed, streamed in constant memory, readable by range. Written once under an id; replaced only by delete + put. */
export interface SealedObjects {
  /** Durable when it resolves. Chunks must not change once they are handed over. @throws RecordExistsError when the id is taken. */
  put(
    kind: string,
    id: string,
    content: Uint8Array | AsyncIterable<Uint8Array>,
  ): Promise<{ plaintextBytes: number }>
  /** Verified frame by frame before it is handed out. Range in plaintext bytes, `end` exclusive. @throws ObjectMissingError */
  read(kind: string, id: string, range?: { start: number; end?: number }): AsyncIterable<Buffer>
  readAll(kind: string, id: string): Promise<Buffer>
  /** Works without the key. Absent ids are skipped. */
  delete(kind: string, ids: readonly string[]): Promise<void>
}

export class ObjectMissingError extends Error {
  override readonly name = 'ObjectMissingError'
}
