import type { ScopeDeclaration } from '../../envelope/envelope.ts'
import { KeyUnavailableError, keyRefused } from './errors.ts'

/**
 * The encryption scope of an application; index, retrievers, data sources, documents and chats inherit it. Operations
 * as in the grant that the user guide shows ("Encryption at rest for Amazon Q Business"); no encryption context, since
 * the documented CloudTrail events carry none.
 */
export const applicationScope: ScopeDeclaration = {
  service: 'qbusiness',
  customerKey: 'optional',
  grantOperations: [
    'CreateGrant',
    'RetireGrant',
    'GenerateDataKey',
    'GenerateDataKeyWithoutPlaintext',
    'Encrypt',
    'ReEncryptTo',
    'ReEncryptFrom',
    'Decrypt',
    'DescribeKey',
  ],
  encryptionContext: () => ({}),
  grantConstrained: false,
  keyUnavailable: (reason) => new KeyUnavailableError(reason),
  keyRefused,
}
