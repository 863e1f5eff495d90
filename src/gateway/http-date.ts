let second = 0
let text = ''

/** The `Date` header's value (RFC 9110 section 6.6.1). It changes once a second, and is made as often. */
export function httpDate(): string {
  const now = Math.floor(Date.now() / 1000)
  if (now !== second) {
    second = now
    text = new Date(now * 1000).toUTCString()
  }
  return text
}
