/** The encryption context: string pairs that a caller binds to a ciphertext. Not secret; order does not matter. */

import { constraint, validation } from './errors.ts'

export type EncryptionContext = Readonly<Record<string, string>>

/** The model sets no limit; 8192 bytes is what external key stores take (XKS proxy API, "additionalAuthenticatedData"). */
const encryptionContextBytesMax = 8192

const none: EncryptionContext = Object.freeze({})

/**
 * An absent context is an empty one.
 * @throws ValidationException when it is too long or holds something that is not text: a lone surrogate has no UTF-8
 * form of its own, so two different contexts would be bound alike.
 */
export function requireEncryptionContext(
  context: Readonly<Record<string, string>> | undefined,
  member: string,
): EncryptionContext {
  if (context === undefined || context === null) return none
  let bytes = 0
  for (const key of Object.keys(context)) {
    const value = context[key]
    if (typeof value !== 'string' || !key.isWellFormed() || !value.isWellFormed()) {
      throw validation(`${member} must hold pairs of Unicode text.`)
    }
    bytes += Buffer.byteLength(key) + Buffer.byteLength(value)
    if (bytes > encryptionContextBytesMax) {
      throw constraint(
        `Value at '${member}' failed to satisfy constraint: Member must have length less than or equal to ${encryptionContextBytesMax}`,
      )
    }
  }
  return context
}

/** Its pairs as parts for `encodeAad`: sorted by key, preceded by their number. */
export function encryptionContextParts(context: EncryptionContext): string[] {
  const keys = Object.keys(context).sort()
  const parts = [String(keys.length)]
  for (const key of keys) parts.push(key, context[key] as string)
  return parts
}
