/**
 * A lower-case text in one piece of memory. V8 keeps a joined text as its parts and a cut one as a window; its fast
 * JSON.stringify gives up at the first of those and begins again slowly, which makes a trail record three times as dear.
 *
 * @param lowerCaseText an id or a name; lower-casing changes nothing of it and is the cheapest way to a whole copy.
 */
export function onePiece(lowerCaseText: string): string {
  return lowerCaseText.toLowerCase()
}

/** The same for any text, dearer: for what is made once and kept. */
export function copyInOnePiece(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string
}
