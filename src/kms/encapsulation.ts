/** ML-KEM (FIPS 203): what Encapsulate and Decapsulate have in common. */

import { present, recordedDryRun } from './trail-record.ts'

/** FIPS 203, table 3. */
const ciphertextBytes: Readonly<Record<string, number>> = {
  ML_KEM_512: 768,
  ML_KEM_768: 1088,
  ML_KEM_1024: 1568,
}

/** Length of a ciphertext for keys of this spec. */
export function encapsulationBytes(keySpec: string): number {
  const bytes = ciphertextBytes[keySpec]
  if (bytes === undefined) throw new Error('invariant: the key usage was checked')
  return bytes
}

/** Neither secret nor ciphertext. */
export function recordedEncapsulationRequest(input: {
  KeyId: string | undefined
  EncapsulationAlgorithm: string | undefined
  DryRun?: boolean | undefined
}) {
  return present({
    keyId: input.KeyId,
    encapsulationAlgorithm: input.EncapsulationAlgorithm,
    dryRun: recordedDryRun(input.DryRun),
  })
}
