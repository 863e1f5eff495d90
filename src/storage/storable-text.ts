import { AwsError } from '../call/aws-error.ts'

/**
 * PostgreSQL has no U+0000 in texts (manual, "Character Types"). A caller's text with one is refused on both databases, in
 * whatever column it was to be stored or looked up: bad input, no incident.
 * @throws AwsError ValidationException
 */
export function requireStorable(parameters: readonly unknown[]): void {
  for (const parameter of parameters) {
    if (typeof parameter === 'string' && parameter.includes('\0')) {
      throw new AwsError('ValidationException', 'A text must not contain the character U+0000.')
    }
  }
}
