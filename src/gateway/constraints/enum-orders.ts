/**
 * AWS prints the values of an enum in an order of its own, neither sorted nor the model's. Where an answer of AWS has been
 * seen, its order is kept here; values that came later follow in the model's order.
 */

const seen: Readonly<Record<string, readonly string[] | undefined>> = {
  'kms.MacAlgorithm': ['HMAC_SHA_384', 'HMAC_SHA_256', 'HMAC_SHA_224', 'HMAC_SHA_512'],
  'kms.KeyUsage': ['ENCRYPT_DECRYPT', 'SIGN_VERIFY', 'GENERATE_VERIFY_MAC'],
  'kms.ExpirationModel': ['KEY_MATERIAL_DOES_NOT_EXPIRE', 'KEY_MATERIAL_EXPIRES'],
  'kms.CreateKeyRequest.KeySpec': [
    'RSA_2048',
    'ECC_NIST_P384',
    'ECC_NIST_P256',
    'ECC_NIST_P521',
    'HMAC_384',
    'RSA_3072',
    'ECC_SECG_P256K1',
    'RSA_4096',
    'SYMMETRIC_DEFAULT',
    'HMAC_256',
    'HMAC_224',
    'HMAC_512',
  ],
  'kms.GenerateDataKeyRequest.KeySpec': ['AES_256', 'AES_128'],
  'kms.GenerateDataKeyWithoutPlaintextRequest.KeySpec': ['AES_256', 'AES_128'],
}

/** `values` as AWS would print them for this member. */
export function enumOrder(
  service: string,
  structure: string,
  member: string,
  values: readonly string[],
): readonly string[] {
  const order = seen[`${service}.${structure}.${member}`] ?? seen[`${service}.${member}`]
  if (order === undefined) return values
  return [
    ...order.filter((value) => values.includes(value)),
    ...values.filter((value) => !order.includes(value)),
  ]
}
