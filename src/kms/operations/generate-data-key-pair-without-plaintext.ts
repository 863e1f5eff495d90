import type {
  GenerateDataKeyPairWithoutPlaintextRequest,
  GenerateDataKeyPairWithoutPlaintextResponse,
} from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { newDataKeyPair, recordedDataKeyPairRequest } from '../data-key-pair.ts'
import type { Kms } from '../kms.ts'

/** A fresh key pair, the private key encrypted only. */
export const generateDataKeyPairWithoutPlaintext: Operation<
  Kms,
  GenerateDataKeyPairWithoutPlaintextRequest,
  GenerateDataKeyPairWithoutPlaintextResponse
> = {
  readOnly: true,
  recordRequest: recordedDataKeyPairRequest,
  async handle(kms, call, input) {
    const made = await newDataKeyPair(kms, call, 'GenerateDataKeyPairWithoutPlaintext', input)
    made.privateKey.fill(0)
    return {
      PrivateKeyCiphertextBlob: made.privateKeyCiphertextBlob,
      PublicKey: made.publicKey,
      KeyId: made.keyArn,
      KeyPairSpec: input.KeyPairSpec,
      KeyMaterialId: made.materialId,
    }
  },
}
