/** AWS's patterns are Java regular expressions, matched against the whole text (`Matcher.matches`). */

const compiled = new Map<string, RegExp>()

/**
 * The pattern as a JavaScript one: anchored at both ends, by code points. Each is compiled once.
 * @throws SyntaxError for Java syntax that JavaScript does not have; a test compiles all patterns of all models.
 */
export function compilePattern(javaPattern: string): RegExp {
  const known = compiled.get(javaPattern)
  if (known !== undefined) return known
  const dotAll = javaPattern.startsWith('(?s)')
  const source = translate(dotAll ? javaPattern.slice(4) : javaPattern)
  const pattern = new RegExp(`^(?:${source})$`, dotAll ? 'us' : 'u')
  compiled.set(javaPattern, pattern)
  return pattern
}

/** Java's `\s` and `\S` know ASCII only (java.util.regex.Pattern, "Predefined character classes"). */
const javaClasses: Readonly<Record<string, string | undefined>> = {
  '\\s': ' \\t\\n\\x0B\\f\\r',
  '\\S': '\\u{0}-\\x08\\x0E-\\x1F!-\\u{10FFFF}',
}

/** Java lets any sign be escaped, JavaScript only those that mean something: `\_`, and `\-` outside of a class, do not. */
function isNeedless(escaped: string, inClass: boolean): boolean {
  if (escaped === '\\-') return !inClass
  return /^\\[^A-Za-z0-9^$\\.*+?()[\]{}|/]$/u.test(escaped)
}

function translate(source: string): string {
  let text = ''
  let inClass = false
  for (let i = 0; i < source.length; i++) {
    const char = source[i] as string
    if (char !== '\\') {
      if (char === '[') inClass = true
      if (char === ']') inClass = false
      text += char
      continue
    }
    const escaped = char + (source[++i] ?? '')
    const members = javaClasses[escaped]
    if (members === undefined) text += isNeedless(escaped, inClass) ? escaped.slice(1) : escaped
    else text += inClass ? members : `[${members}]`
  }
  return text
}
