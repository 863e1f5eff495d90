/**
 * A function of one text that remembers its results: the same few texts come with nearly every call. Long texts are not
 * kept, and neither is what throws; when too many have come it begins anew.
 *
 * @param make pure; its results are shared, so they must not be changed.
 */
export function remembered<Value>(
  make: (text: string) => Value,
  entriesMax = 1024,
  charsMax = 512,
): (text: string) => Value {
  const results = new Map<string, Value>()
  return (text) => {
    const known = results.get(text)
    if (known !== undefined) return known
    const made = make(text)
    if (text.length <= charsMax) {
      if (results.size >= entriesMax) results.clear()
      results.set(text, made)
    }
    return made
  }
}
