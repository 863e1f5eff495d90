import type { ReEncryptRequest, ReEncryptResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
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
import { requireEncryptionContext } from '../encryption-context.ts'
import { dryRunSucceeded, missingMember } from '../errors.ts'
import { requireGrantTokens } from '../grant-token.ts'
import { symmetricDefault } from '../key-specs.ts'
import { requireKeyState } from '../key-state.ts'
import type { Kms } from '../kms.ts'
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
    })
    await authorizeKey(kms, call, {
      ...destination,
      action: 'ReEncryptTo',
      encryptionContext: destinationContext,
      conditionKeys: { ...onSameKey, 'kms:EncryptionAlgorithm': destinationAlgorithm },
    })
    await requireGrantTokens(kms, input.GrantTokens, [from.arn, to.arn])

    const blob =
      input.CiphertextBlob === undefined || request.ignoreCiphertext
        ? null
        : requireBlobOfKey(source, input.CiphertextBlob)
    requireKeyState('ReEncrypt', from)
    requireKeyState('ReEncrypt', to)
    requireEncryptionKey(from, 'ReEncryptFrom', sourceAlgorithm)
    requireEncryptionKey(to, 'ReEncryptTo', destinationAlgorithm)
    if (blob === null) throw dryRunSucceeded()

    const { plaintext, materialId: sourceMaterialId } = await decryptBlob(kms, from, blob, sourceContext)
    const { material, materialId } = await getCurrentMaterial(kms, to)
    const ciphertextBlob = sealBlob(to, materialId, material, destinationContext, plaintext)
    plaintext.fill(0)
    refuseDryRun(input.DryRun)
    call.notes.additionalEventData = {
      sourceKeyMaterialId: sourceMaterialId,
      destinationKeyMaterialId: materialId,
    }
    return {
      CiphertextBlob: ciphertextBlob,
      SourceKeyId: from.arn,
      KeyId: to.arn,
      SourceEncryptionAlgorithm: symmetricDefault,
      DestinationEncryptionAlgorithm: symmetricDefault,
      SourceKeyMaterialId: sourceMaterialId,
      DestinationKeyMaterialId: materialId,
    }
  },
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
