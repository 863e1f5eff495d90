import { invalid } from './errors.ts'
import type { DataZoneRoom } from './room.ts'

/** What a caller wrote about one thing is one sealed record. @throws ValidationException */
export function requireRecordSize(room: DataZoneRoom, body: object): void {
  const { recordBytesMax } = room.settings
  if (Buffer.byteLength(JSON.stringify(body)) > recordBytesMax) {
    throw invalid(`Together the values exceed ${recordBytesMax} bytes.`)
  }
}
