import { createHash } from 'node:crypto'
import { keyedHash } from './keyed-id.ts'

/**
 * A keyed hash over a request's members, in the order of their names. The key keeps short questions and names from
 * being guessed from the database: the resource's secret, or the client token where there is no resource yet.
 */
export function requestFingerprint(secret: string, input: object): string {
  return keyedHash(secret, 'request-fingerprint', [canonical(input)]).toString('hex')
}

/** The client token as a key: it is stored only as a hash. */
export function tokenSecret(clientToken: string | undefined): string {
  return Buffer.from(clientToken ?? '').toString('base64')
}

function canonical(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value)
  if (ArrayBuffer.isView(value)) {
    return createHash('sha256')
      .update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
      .digest('hex')
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined)
    members.sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`
  }
  return JSON.stringify(value) ?? 'null'
}
