import { fieldInvalid } from './errors.ts'

const recordBytesMax = 1024 * 1024

/** What a caller wrote about one thing (attributes, access list, members) is one sealed record. @throws ValidationException */
export function requireRecordSize(body: object, field: string): void {
  if (Buffer.byteLength(JSON.stringify(body)) > recordBytesMax) {
    throw fieldInvalid(field, `Together the values exceed ${recordBytesMax} bytes.`)
  }
}
