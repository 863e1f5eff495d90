/** The errors that the SDK's documentation names for the operations of KMS, and those that no request can provoke. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Errors for which no request can be made, by operation; `*` stands for all. */
const unreachable: Readonly<Record<string, string>> = {
  '* KMSInternalException': 'a failure of the server: test/two-nodes.test.ts cuts its database off',
  '* DependencyTimeoutException': 'a failure of the server',
  '* KeyUnavailableException': 'a failure of the server',
  '* CustomKeyStoreInvalidStateException': 'an account has no custom key store',
  '* CustomKeyStoreNameInUseException': 'an account has no custom key store',
  '* CustomKeyStoreHasCMKsException': 'an account has no custom key store',
  '* IncorrectTrustAnchorException': 'there is no CloudHSM cluster to compare with',
  '* CloudHsmClusterInUseException': 'there is no CloudHSM cluster',
  '* CloudHsmClusterInvalidConfigurationException': 'there is no CloudHSM cluster',
  '* CloudHsmClusterNotActiveException': 'there is no CloudHSM cluster',
  '* CloudHsmClusterNotRelatedException': 'there is no CloudHSM cluster',
  'UpdateCustomKeyStore CloudHsmClusterNotFoundException': 'an account has no custom key store',
  'CreateCustomKeyStore LimitExceededException': 'an account has no custom key store',
  'CreateAlias InvalidAliasNameException': 'AWS answers ValidationException',
  'DeleteAlias KMSInvalidStateException': 'works in every key state',
  'DeleteImportedKeyMaterial KMSInvalidStateException': 'of states that are over when a call has answered',
  'EnableKey LimitExceededException': 'keys count towards the quota in every state',
  'GenerateDataKeyPairWithoutPlaintext UnsupportedOperationException': 'of keys in custom key stores',
  'GetKeyPolicy KMSInvalidStateException': 'works in every key state',
  'GetKeyRotationStatus KMSInvalidStateException': 'works in every key state',
  'GetPublicKey InvalidKeyUsageException': 'a key without a public key is UnsupportedOperationException',
  'ImportKeyMaterial ExpiredImportTokenException': 'after 24 hours: src/kms/import.test.ts moves the clock',
  'ListGrants KMSInvalidStateException': 'works in every key state',
  'ListKeyPolicies KMSInvalidStateException': 'works in every key state',
  'ListKeyRotations KMSInvalidStateException': 'works in every key state',
  'ListRetirableGrants NotFoundException': 'a principal without grants has an empty list',
  'PutKeyPolicy KMSInvalidStateException': 'works in every key state',
  'RetireGrant KMSInvalidStateException': 'works in every key state',
  'RevokeGrant KMSInvalidStateException': 'works in every key state',
  'TagResource LimitExceededException': 'the 51st tag is TagException, "Too many tags"',
}

export function isUnreachable(operation: string, error: string): boolean {
  // No external key store proxy is spoken to.
  return error.startsWith('Xks') || `${operation} ${error}` in unreachable || `* ${error}` in unreachable
}

/** By operation, as the SDK documents them. */
export function documentedErrors(): ReadonlyMap<string, readonly string[]> {
  const folder = fileURLToPath(
    new URL('../../../node_modules/@aws-sdk/client-kms/dist-types/commands', import.meta.url),
  )
  const files = readdirSync(folder).filter((name) => name.endsWith('Command.d.ts'))
  return new Map(
    files.map((name) => {
      const text = readFileSync(join(folder, name), 'utf8')
      const errors = [...text.matchAll(/@throws \{@link (\w+)\}/g)].map(([, error]) => error as string)
      return [
        name.replace('Command.d.ts', ''),
        errors.filter((error) => error !== 'KMSServiceException'),
      ] as const
    }),
  )
}
