// Thousands of records share a second, and formatting it costs as much as hashing the record.
let lastSecond = Number.NaN
let lastText = ''

/** A record's time: UTC to the second, `2026-01-01T00:05:00Z` (CloudTrail record contents, `eventTime`). */
export function eventTimeText(time: number): string {
  const second = Math.floor(time / 1000)
  if (second !== lastSecond) {
    lastText = `${new Date(second * 1000).toISOString().slice(0, 19)}Z`
    lastSecond = second
  }
  return lastText
}

const dayText = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: 'UTC' })
const clockText = new Intl.DateTimeFormat('en-US', { timeStyle: 'medium', timeZone: 'UTC' })

/**
 * Dates inside request parameters and response elements: CloudTrail prints them as `Apr 12, 2021, 6:58:30 PM`, not as a
 * number (AWS KMS Developer Guide, the log entry samples).
 */
export function elementTimeText(date: Date): string {
  // Intl puts a narrow no-break space before AM and PM.
  return `${dayText.format(date)}, ${clockText.format(date).replace(/\s/gu, ' ')}`
}
