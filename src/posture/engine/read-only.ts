/** A scan never changes the account: what it may call is known by name. */

const readVerbs = ['List', 'Get', 'Describe', 'BatchGet', 'Lookup', 'Search']

/**
 * Begin like a read and are none: they make or return something secret, take something away by being read, or start work
 * that costs.
 */
const notReads = new Set([
  'GetSecretValue',
  'BatchGetSecretValue',
  'GetParametersForImport',
  'GetParameter',
  'GetParameters',
  'GetParametersByPath',
  'GetObject',
  'GetRecords',
  'GetSessionToken',
  'GetFederationToken',
  'GetPasswordData',
  'GetAuthorizationToken',
])

/** @param operation AWS's name: `ListGuardrails`. */
export function isReadOperation(operation: string): boolean {
  return !notReads.has(operation) && readVerbs.some((verb) => operation.startsWith(verb))
}
