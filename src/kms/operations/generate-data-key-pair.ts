import type { GenerateDataKeyPairRequest, GenerateDataKeyPairResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { refuseRecipient } from '../cryptographic.ts'
import { newDataKeyPair, recordedDataKeyPairRequest } from '../data-key-pair.ts'
import type { Kms } from '../kms.ts'

/** A fresh key pair: the private key in plaintext and encrypted under a KMS key. */
export const generateDataKeyPair: Operation<Kms, GenerateDataKeyPairRequest, GenerateDataKeyPairResponse> = {
  readOnly: true,
  recordRequest: recordedDataKeyPairRequest,
  async handle(kms, call, input) {
    refuseRecipient(input.Recipient)
    const made = await newDataKeyPair(kms, call, 'GenerateDataKeyPair', input)
    return {
      PrivateKeyCiphertextBlob: made.privateKeyCiphertextBlob,
      PrivateKeyPlaintext: made.privateKey,
      PublicKey: made.publicKey,
      KeyId: made.keyArn,
      KeyPairSpec: input.KeyPairSpec,
      KeyMaterialId: made.materialId,
    }
  },
}
