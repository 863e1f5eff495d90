import { randomUUID } from 'node:crypto'
import { onePiece } from '../call/one-piece.ts'

/**
 * A UUID whose first bits are its time (RFC 9562 §5.7, version 7): an event is found by its id without an index of
 * ids, whose entries would lie all over it.
 */
export function newEventId(time: number): string {
  if (time !== latest.time) latest = { time, start: startOf(time) }
  // From the version's place on: three random digits, the variant, and 62 random bits.
  return onePiece(latest.start + randomUUID().slice(15))
}

/** Many events share a millisecond. */
let latest = { time: 0, start: startOf(0) }

function startOf(time: number): string {
  const milliseconds = time.toString(16).padStart(12, '0')
  return `${milliseconds.slice(0, 8)}-${milliseconds.slice(8)}-7`
}

const eventIdPattern = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** Milliseconds since the epoch, or null for what is no id of ours. */
export function eventIdTime(eventId: string): number | null {
  const parts = eventIdPattern.exec(eventId)
  return parts === null ? null : Number.parseInt(`${parts[1]}${parts[2]}`, 16)
}
