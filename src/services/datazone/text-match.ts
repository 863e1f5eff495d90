export function wordsOf(text: string | undefined): readonly string[] {
  return (text ?? '').toLowerCase().split(/\s+/).filter(Boolean)
}

/** Whether every word of a search text occurs in some of the values, without regard to case. */
export function containsWords(
  searchText: string | undefined,
  values: readonly (string | undefined)[],
): boolean {
  const words = wordsOf(searchText)
  if (words.length === 0) return true
  const text = values.map((value) => (value ?? '').toLowerCase()).join('\n')
  return words.every((word) => text.includes(word))
}
