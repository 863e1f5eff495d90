/** Keyhold's own KMS as a data service reaches it: the same operations, authorization and trail as over the wire. */

import { AwsError } from '../call/aws-error.ts'
import { type Call, emptyNotes } from '../call/call.ts'
import type { Operation } from '../call/operation.ts'
import { newGrantToken } from './grant-token.ts'
import { findRetirableGrantIds } from './grants.ts'
import { noted } from './key-usage.ts'
import type { DecryptRequest, KeyDescription, KeyService, Kms } from './kms.ts'
import { createGrant } from './operations/create-grant.ts'
import { decrypt } from './operations/decrypt.ts'
import { describeKey } from './operations/describe-key.ts'
import { generateDataKey } from './operations/generate-data-key.ts'
import { generateDataKeyWithoutPlaintext } from './operations/generate-data-key-without-plaintext.ts'
import { retireGrant } from './operations/retire-grant.ts'

/** Services' uses of a key count as its account's own do. */
const notedDecrypt = noted(decrypt)
const notedDataKey = noted(generateDataKeyWithoutPlaintext)
const notedPlainDataKey = noted(generateDataKey)

export function keyService(kms: Kms): KeyService {
  return {
    describeKey: (call, keyIdentifier) => describe(kms, call, keyIdentifier),

    async createGrant(call, request) {
      const output = await recorded(kms, call, 'CreateGrant', createGrant, {
        KeyId: request.keyArn,
        GranteePrincipal: request.granteePrincipal,
        RetiringPrincipal: request.retiringPrincipal,
        // Checked by the operation like anybody's.
        Operations: [...request.operations] as NonNullable<
          Parameters<typeof createGrant.handle>[2]['Operations']
        >,
        Name: request.name,
        Constraints:
          request.encryptionContextSubset === undefined
            ? undefined
            : { EncryptionContextSubset: request.encryptionContextSubset },
      })
      return { grantId: required(output.GrantId), grantToken: required(output.GrantToken) }
    },

    async generateDataKeyWithoutPlaintext(call, request) {
      const output = await recorded(kms, call, 'GenerateDataKeyWithoutPlaintext', notedDataKey, {
        KeyId: request.keyArn,
        KeySpec: 'AES_256',
        EncryptionContext: request.encryptionContext,
        GrantTokens: request.grantToken === undefined ? undefined : [request.grantToken],
      })
      return { ciphertextBlob: required(output.CiphertextBlob), keyArn: required(output.KeyId) }
    },

    async generateDataKey(call, request) {
      const output = await recorded(kms, call, 'GenerateDataKey', notedPlainDataKey, {
        KeyId: request.keyArn,
        KeySpec: 'AES_256',
        EncryptionContext: request.encryptionContext,
        GrantTokens: request.grantToken === undefined ? undefined : [request.grantToken],
      })
      output.Plaintext?.fill(0)
      return { ciphertextBlob: required(output.CiphertextBlob), keyArn: required(output.KeyId) }
    },

    async decrypt(call, request) {
      const output = await recorded(kms, call, 'Decrypt', notedDecrypt, {
        KeyId: request.keyArn,
        CiphertextBlob: request.ciphertextBlob,
        EncryptionContext: request.encryptionContext,
        // A token of a grant that is gone is refused, whatever else would allow the call.
        GrantTokens: tokensOf(kms, request),
      })
      const plaintext = required(output.Plaintext)
      return Buffer.from(plaintext.buffer, plaintext.byteOffset, plaintext.byteLength)
    },

    retireGrant: (call, { keyArn, grantId }) => retire(kms, call, keyArn, grantId),

    async retireNamedGrant(call, { keyArn, name }) {
      const grantIds = await findRetirableGrantIds(kms, call.principal, keyArn, name)
      for (const grantId of grantIds) await retire(kms, call, keyArn, grantId)
    },
  }
}

function tokensOf(kms: Kms, request: DecryptRequest): string[] | undefined {
  if (request.grantId === undefined) return undefined
  const grantIds = [request.grantId, ...(request.furtherGrantIds ?? [])]
  return grantIds.map((grantId) => newGrantToken(kms, request.keyArn, grantId))
}

async function retire(kms: Kms, call: Call, keyArn: string, grantId: string): Promise<void> {
  try {
    await recorded(kms, call, 'RetireGrant', retireGrant, { KeyId: keyArn, GrantId: grantId })
  } catch (error) {
    // The grant, or the key with all its grants, is gone already.
    if (!(error instanceof AwsError) || error.code !== 'NotFoundException') throw error
  }
}

async function describe(kms: Kms, call: Call, keyIdentifier: string): Promise<KeyDescription> {
  const { KeyMetadata: metadata } = await recorded(kms, call, 'DescribeKey', describeKey, {
    KeyId: keyIdentifier,
  })
  return {
    keyArn: required(metadata?.Arn),
    keyManager: required(metadata?.KeyManager),
    keySpec: required(metadata?.KeySpec),
    keyUsage: required(metadata?.KeyUsage),
    keyState: required(metadata?.KeyState),
  }
}

/** One KMS call made for another service's call: same request id, principal and time, its own notes. */
function recorded<Input, Output>(
  kms: Kms,
  call: Call,
  name: string,
  operation: Operation<Kms, Input, Output>,
  input: Input,
): Promise<Output> {
  const kmsCall: Call = { ...call, service: 'kms', operation: name, notes: emptyNotes() }
  return kms.trail.recorded(kmsCall, operation, input, () => operation.handle(kms, kmsCall, input))
}

function required<T>(member: T | undefined): T {
  if (member === undefined) throw new Error('invariant: a KMS answer has its members')
  return member
}
