/** Operations on grants by their ids, on custom key stores, and CreateKey: what each refuses. */

import { aliasText, dryRunText, fullRow, type Row, refusal, unknownId } from './shared-rows.ts'
import type { Stage } from './stage.ts'

/** A statement that only an attested enclave could meet. */
export const attested = {
  Condition: { StringEqualsIgnoreCase: { 'kms:RecipientAttestation:ImageSha384': '0' } },
}

export function others(stage: Stage): Record<string, Row[]> {
  const { enabled } = stage.keysOf('symmetric')
  const GrantId = 'a'.repeat(64)
  const CustomKeyStoreId = 'cks-0123456789abcdef0'
  const storeRow = refusal('CustomKeyStoreNotFoundException', () => ({ CustomKeyStoreId }))
  const group = { AWS: `arn:aws:iam::${stage.server.accountId}:group/people` }
  const grantRows = [
    refusal('NotFoundException', () => ({ KeyId: unknownId, GrantId })),
    refusal('NotFoundException', () => ({ KeyId: enabled, GrantId })),
    refusal('InvalidArnException', () => ({ KeyId: 'alias/errors', GrantId }), aliasText),
    refusal('InvalidGrantIdException', () => ({ KeyId: enabled, GrantId: 'no id' })),
    refusal(
      'DryRunOperationException',
      async () => {
        const made = await stage.kms.createGrant({
          KeyId: enabled,
          GranteePrincipal: `arn:aws:iam::${stage.server.accountId}:root`,
          Operations: ['Decrypt'],
        })
        return { KeyId: enabled, GrantId: made.GrantId, DryRun: true }
      },
      dryRunText,
    ),
  ]
  return {
    RetireGrant: [...grantRows, refusal('InvalidGrantTokenException', () => ({ GrantToken: 'AAAA' }))],
    RevokeGrant: grantRows,
    CreateKey: [
      refusal('TagException', () => ({ Tags: [{ TagKey: 'aws:a', TagValue: '' }] })),
      refusal('MalformedPolicyDocumentException', () => ({ Policy: '{' })),
      refusal(
        'MalformedPolicyDocumentException',
        () => ({ Policy: stage.policyOf({ Action: 'kms:DescribeKey' }) }),
        'The new key policy will not allow you to update the key policy in the future.',
      ),
      refusal(
        'InvalidArnException',
        () => ({ Policy: stage.policyOf({ Principal: group }) }),
        'An ARN in the specified key policy is invalid.',
      ),
      refusal('UnsupportedOperationException', () => ({ Policy: stage.policyOf(attested) })),
      refusal('CustomKeyStoreNotFoundException', () => ({ Origin: 'AWS_CLOUDHSM', CustomKeyStoreId })),
      fullRow(stage, () => `keys/${stage.server.accountId}/${stage.server.region}`, 100_000),
    ],
    ConnectCustomKeyStore: [storeRow],
    DeleteCustomKeyStore: [storeRow],
    DisconnectCustomKeyStore: [storeRow],
    UpdateCustomKeyStore: [
      refusal('CustomKeyStoreNotFoundException', () => ({ CustomKeyStoreId, KeyStorePassword: 'kmspswd-1' })),
    ],
    DescribeCustomKeyStores: [storeRow, refusal('InvalidMarkerException', () => ({ Marker: 'made up' }))],
    CreateCustomKeyStore: [
      refusal('CloudHsmClusterNotFoundException', () => ({
        CustomKeyStoreName: 'store',
        CloudHsmClusterId: 'cluster-2a23b4cdefg',
        KeyStorePassword: 'kmspswd-1',
        TrustAnchorCertificate: 'certificate',
      })),
    ],
  }
}
