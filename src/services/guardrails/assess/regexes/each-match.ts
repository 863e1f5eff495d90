import type { RE2JS } from 're2js'
import type { Span } from '../fold.ts'

/** The matches of a pattern, one find at a time; null for an empty one, which nobody wants. */
export function* eachMatch(pattern: RE2JS, text: string): Iterable<Span | null> {
  const matcher = pattern.matcher(text)
  while (matcher.find()) {
    const start = matcher.start()
    const end = matcher.end()
    yield end > start ? { start, end } : null
  }
}
