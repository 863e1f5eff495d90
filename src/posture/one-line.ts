/**
 * JSON on what every reader takes for one line: Node's readline ends lines at U+2028 and U+2029 too, which JSON leaves as they
 * are and which may stand in a name.
 */
export function oneLine(json: string): string {
  return json.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}
