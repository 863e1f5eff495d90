import { constants, createPublicKey, publicEncrypt } from 'node:crypto'
import { manageRows, type Row, refusal } from './shared-rows.ts'
import { type Input, kinds, Plaintext, type Stage } from './stage.ts'

/** ImportKeyMaterial, which needs a token for most of what it can refuse. */
export function importRows(stage: Stage, wrapping: Input): Row[] {
  const { enabled, pending } = stage.keysOf('symmetric')
  const ExpirationModel = 'KEY_MATERIAL_DOES_NOT_EXPIRE'
  const given = { ImportToken: Plaintext, EncryptedKeyMaterial: Buffer.alloc(256), ExpirationModel }
  const parameters = async (KeyId: string) => {
    const answer = (await stage.call('GetParametersForImport', { KeyId, ...wrapping })) as Input
    return { KeyId, ...given, ImportToken: answer.ImportToken }
  }
  return [
    ...manageRows(stage, given),
    refusal('KMSInvalidStateException', () => ({ KeyId: pending, ...given })),
    refusal('UnsupportedOperationException', () => ({ KeyId: enabled, ...given })),
    refusal('InvalidImportTokenException', async () => ({
      KeyId: await stage.newKey({ Origin: 'EXTERNAL' }),
      ...given,
    })),
    refusal('InvalidCiphertextException', async () => parameters(await stage.newKey({ Origin: 'EXTERNAL' }))),
    refusal('IncorrectKeyMaterialException', async () => {
      const KeyId = await stage.newKey({ Origin: 'EXTERNAL', ...kinds.hmac })
      const answer = (await stage.call('GetParametersForImport', { KeyId, ...wrapping })) as Input
      return {
        KeyId,
        ...given,
        ImportToken: answer.ImportToken,
        // Of a length that no key of this spec has.
        EncryptedKeyMaterial: wrapped(answer.PublicKey as Uint8Array, Buffer.alloc(8)),
      }
    }),
  ]
}

function wrapped(publicKey: Uint8Array, material: Uint8Array): Buffer {
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' })
  return publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, material)
}
