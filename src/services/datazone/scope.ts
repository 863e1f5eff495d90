import type { ScopeDeclaration } from '../../envelope/envelope.ts'
import { domainIdOf } from './arns.ts'
import { KeyUnavailableError, keyRefused } from './errors.ts'

/**
 * The encryption scope of a domain; projects, members, configurations and assets inherit it. The two grants, what they are
 * limited to and the encryption context are those of the user guide ("Data encryption at rest for Amazon DataZone"): the
 * first for what is stored, the second for search, discovery and exports. All of it is one scope here, so it needs both.
 */
export const domainScope: ScopeDeclaration = {
  service: 'datazone',
  customerKey: 'optional',
  grantOperations: ['GenerateDataKey', 'RetireGrant', 'DescribeKey', 'Decrypt'],
  furtherGrants: [['DescribeKey', 'Decrypt']],
  encryptionContext: (arn) => ({ 'aws:datazone:domainId': domainIdOf(arn) }),
  grantConstrained: true,
  keyUnavailable: (reason) => new KeyUnavailableError(reason),
  keyRefused,
}
