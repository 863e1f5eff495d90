import type { ReEncryptRequest, ReEncryptResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { decryptAsymmetric, encryptAsymmetric, refuseEncryptionContext } from '../asymmetric-encryption.ts'
import { authorizeKey } from '../authorize.ts'
import { sealBlob } from '../ciphertext-blob.ts'
import { getCurrentMaterial, refuseDryRun, requireEncryptionKey } from '../cryptographic.ts'
import {
  authorizeCiphertextKey,
  type CiphertextRequest,
  decryptBlob,
  requireBlobOfKey,
  requireCiphertextOrKey,
  resolveCiphertextKey,
} from '../decrypt-blob.ts'
import { type EncryptionContext, requireEncryptionContext } from '../encryption-context.ts'
import { dryRunSucceeded, missingMember } from '../errors.ts'
import { requireGrantTokens } from '../grant-token.ts'
import { symmetricDefault } from '../key-specs.ts'
import { requireKeyState } from '../key-state.ts'
import type { Kms } from '../kms.ts'
import type { KmsKey } from '../kms-key.ts'
import { resolveKey } from '../resolve-key.ts'
import { present, recordedContext, recordedDryRun } from '../trail-record.ts'

/** Decrypts under one key and encrypts under another; the plaintext does not leave. */
export const reEncrypt: Operation<Kms, ReEncryptRequest, ReEncryptResponse> = {
  readOnly: true,
  recordRequest: (input) =>
    present({
      sourceKeyId: input.SourceKeyId,
      sourceEncryptionAlgorithm: input.SourceEncryptionAlgorithm ?? symmetricDefault,
      sourceEncryptionContext: recordedContext(input.SourceEncryptionContext),
      destinationKeyId: input.DestinationKeyId,
      destinationEncryptionAlgorithm: input.DestinationEncryptionAlgorithm ?? symmetricDefault,
      destinationEncryptionContext: recordedContext(input.DestinationEncryptionContext),
      dryRun: recordedDryRun(input.DryRun),
    }),
  async handle(kms, call, input) {
    if (input.DestinationKeyId === undefined) throw missingMember('destinationKeyId')
    const request = ciphertextRequest(input)
    const sourceAlgorithm = input.SourceEncryptionAlgorithm ?? symmetricDefault
    const destinationAlgorithm = input.DestinationEncryptionAlgorithm ?? symmetricDefault
    const sourceContext = requireEncryptionContext(input.SourceEncryptionContext, 'sourceEncryptionContext')
    const destinationContext = requireEncryptionContext(
      input.DestinationEncryptionContext,
      'destinationEncryptionContext',
    )

    const source = await resolveCiphertextKey(kms, call, request)
    const destination = await resolveKey(kms, call, 'ReEncryptTo', input.DestinationKeyId)
    const [from, to] = [source.key, destination.key]
    const onSameKey = { 'kms:ReEncryptOnSameKey': String(from.arn === to.arn) }
    await authorizeCiphertextKey(kms, call, request, source, {
      encryptionContext: sourceContext,
      conditionKeys: { ...onSameKey, 'kms:EncryptionAlgorithm': sourceAlgorithm },
      grantTokens: input.GrantTokens,
    })
    await authorizeKey(kms, call, {
      ...destination,
      action: 'ReEncryptTo',
      encryptionContext: destinationContext,
      conditionKeys: { ...onSameKey, 'kms:EncryptionAlgorithm': destinationAlgorithm },
      grantTokens: input.GrantTokens,
    })
    await requireGrantTokens(kms, input.GrantTokens, [from.arn, to.arn])

    const ciphertext = request.ignoreCiphertext ? undefined : input.CiphertextBlob
    const blob = ciphertext === undefined ? null : requireBlobOfKey(source, ciphertext, sourceAlgorithm)
    requireKeyState('ReEncrypt', from)
    requireKeyState('ReEncrypt', to)
    requireEncryptionKey(from, 'ReEncryptFrom', sourceAlgorithm)
    requireEncryptionKey(to, 'ReEncryptTo', destinationAlgorithm)
    if (from.spec !== symmetricDefault) refuseEncryptionContext(from, sourceContext)
    if (to.spec !== symmetricDefault) refuseEncryptionContext(to, destinationContext)
    if (ciphertext === undefined) throw dryRunSucceeded()

    const opened: { plaintext: Buffer; materialId?: string } =
      blob === null
        ? { plaintext: await decryptAsymmetric(kms, from, sourceAlgorithm, ciphertext) }
        : await decryptBlob(kms, from, blob, sourceContext)
    const sealed = await encryptUnder(kms, to, destinationAlgorithm, destinationContext, opened.plaintext)
    refuseDryRun(input.DryRun)
    const { materialId: sourceKeyMaterialId } = opened
    const { materialId: destinationKeyMaterialId } = sealed
    call.notes.additionalEventData = present({ sourceKeyMaterialId, destinationKeyMaterialId }) ?? undefined
    return {
      CiphertextBlob: sealed.ciphertextBlob,
      SourceKeyId: from.arn,
      KeyId: to.arn,
      SourceEncryptionAlgorithm: input.SourceEncryptionAlgorithm ?? symmetricDefault,
      DestinationEncryptionAlgorithm: input.DestinationEncryptionAlgorithm ?? symmetricDefault,
      SourceKeyMaterialId: sourceKeyMaterialId,
      DestinationKeyMaterialId: destinationKeyMaterialId,
    }
  },
}

/** Wipes the plaintext. Only symmetric ciphertexts have a material to tell of. */
async function encryptUnder(
  kms: Kms,
  key: KmsKey,
  algorithm: string,
  context: EncryptionContext,
  plaintext: Buffer,
): Promise<{ ciphertextBlob: Buffer; materialId?: string }> {
  try {
    if (key.spec !== symmetricDefault)
      return { ciphertextBlob: await encryptAsymmetric(kms, key, algorithm, plaintext) }
    const { material, materialId } = await getCurrentMaterial(kms, key)
    return { ciphertextBlob: sealBlob(key, materialId, material, context, plaintext), materialId }
  } finally {
    plaintext.fill(0)
  }
}

function ciphertextRequest(input: ReEncryptRequest): CiphertextRequest {
  const ignoreCiphertext = requireCiphertextOrKey(
    {
      blob: input.CiphertextBlob,
      keyIdentifier: input.SourceKeyId,
      dryRun: input.DryRun,
      modifiers: input.DryRunModifiers,
    },
    { blob: 'ciphertextBlob', keyIdentifier: 'sourceKeyId' },
  )
  return {
    action: 'ReEncryptFrom',
    ciphertextBlob: input.CiphertextBlob,
    keyIdentifier: input.SourceKeyId,
    ignoreCiphertext,
  }
}
