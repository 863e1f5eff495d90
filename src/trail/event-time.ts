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

// Making a formatter takes tens of milliseconds, which a start need not wait for.
let formats: { readonly day: Intl.DateTimeFormat; readonly clock: Intl.DateTimeFormat } | null = null

function elementFormats() {
  formats ??= {
    day: new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: 'UTC' }),
    clock: new Intl.DateTimeFormat('en-US', { timeStyle: 'medium', timeZone: 'UTC' }),
  }
  return formats
}

/**
 * Dates inside request parameters and response elements: CloudTrail prints them as `Apr 12, 2021, 6:58:30 PM`, not as a
 * number (AWS KMS Developer Guide, the log entry samples).
 */
export function elementTimeText(date: Date): string {
  const { day, clock } = elementFormats()
  // Intl puts a narrow no-break space before AM and PM.
  return `${day.format(date)}, ${clock.format(date).replace(/\s/gu, ' ')}`
}
