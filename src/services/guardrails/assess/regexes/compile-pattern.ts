import { RE2JS } from 're2js'

/** A pattern that cannot be used. `message` is a sentence for its author and quotes nothing of it. */
export class PatternError extends Error {
  override readonly name = 'PatternError'
}

const reasons: readonly (readonly [RegExp, string])[] = [
  [/\(\?<?[=!]/, 'Look-around assertions are not supported.'],
  [/\(\?>/, 'Atomic groups are not supported.'],
  [/\\(?:[1-9]|k[<{'])/, 'Backreferences are not supported.'],
  [/[*+?}]\+/, 'Possessive quantifiers are not supported.'],
  [/\{\d{4,}|\{\d*,\d{4,}/, 'Repetitions of more than 1000 are not supported.'],
]

/** States of the compiled program. Time and memory of a search grow with them. */
const programSizeMax = 2_000

/**
 * A custom regular expression for reading text in linear time (RE2 syntax), at most 500 characters. Bedrock takes neither
 * look-around (API reference, GuardrailRegexConfig) nor, here, anything else that needs backtracking.
 * @throws PatternError
 */
export function compilePattern(pattern: string): RE2JS {
  if (pattern === '' || pattern.length > 500) throw new PatternError('A pattern has 1 to 500 characters.')
  const compiled = compile(pattern)
  if (compiled.programSize() > programSizeMax) {
    throw new PatternError('The regular expression is too large: use smaller repetitions.')
  }
  return compiled
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern)
  } catch {
    // The parser's own message quotes the pattern.
    const reason = reasons.find(([construct]) => construct.test(pattern))?.[1]
    throw new PatternError(reason ?? 'The regular expression is not valid.')
  }
}
