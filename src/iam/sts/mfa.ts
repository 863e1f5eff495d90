import { accessDenied } from '../access-denied.ts'
import { lowerCamel } from '../operations/operation-kinds.ts'

/** There are no MFA devices, so no code is ever right. Ignoring one would call a session safer than it is. */
export function requireNoMfa({
  SerialNumber,
  TokenCode,
}: {
  SerialNumber?: string
  TokenCode?: string
}): void {
  if (SerialNumber === undefined && TokenCode === undefined) return
  throw accessDenied(
    'sts',
    'MultiFactorAuthentication failed, unable to validate MFA code. Please verify your MFA serial number is valid and associated with this user.',
  )
}

/** The trail does not keep one-time codes. */
export function recordWithoutCode(input: { TokenCode?: string }): Readonly<Record<string, unknown>> | null {
  return lowerCamel({ ...input, TokenCode: undefined })
}
