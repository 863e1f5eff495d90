/** The names in `SignedHeaders=a;b;c`. A client sends the same list with every request, so lists are kept. */

const kept = new Map<string, readonly string[]>()
const keptMax = 256
const keptCharsMax = 1024

/**
 * Null unless the names are sorted and none is repeated, as the specification has it: repeated names would let the
 * canonical request grow without bound.
 */
export function signedHeaderNames(text: string): readonly string[] | null {
  const known = kept.get(text)
  if (known !== undefined) return known
  const names = text.split(';')
  for (let i = 1; i < names.length; i++) if ((names[i] as string) <= (names[i - 1] as string)) return null
  if (text.length <= keptCharsMax) {
    if (kept.size >= keptMax) kept.clear()
    kept.set(text, names)
  }
  return names
}
