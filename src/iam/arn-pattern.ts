/** `*` and `?` in policies: over whole texts, and over ARNs part by part. */

/** A pattern whose policy variables are filled in. Characters that came from a variable are no wildcards. */
export interface Pattern {
  readonly text: string
  /** 1 where the character stands for itself, whatever it is. Null: no character does. */
  readonly literal: Uint8Array | null
}

const star = 42
const questionMark = 63
const colon = 58
const arnParts = 6

/** At most `pattern.length * text.length` steps: on a mismatch only the last `*` is stretched. */
export function matchesWildcard(pattern: string, text: string): boolean {
  if (pattern === '*' || pattern === text) return true
  return matchRange(pattern, null, 0, pattern.length, text, 0, text.length)
}

export function matchesPattern(pattern: Pattern, text: string): boolean {
  return matchRange(pattern.text, pattern.literal, 0, pattern.text.length, text, 0, text.length)
}

/**
 * A resource element against a resource. The six parts of an ARN are matched one by one, so that `*` never reaches over
 * a colon into the next part; only the last part holds colons of its own. Missing parts of the pattern are `*`
 * (IAM User Guide, "Resource", on incomplete ARNs).
 */
export function matchesArnPattern(pattern: Pattern, resource: string): boolean {
  if (!pattern.text.startsWith('arn:')) return matchesPattern(pattern, resource)
  return resource.startsWith('arn:') && matchesParts(pattern, resource, 'may be incomplete')
}

/** As `ArnLike`: both must be whole ARNs, but for a lone `*`. */
export function matchesWholeArn(pattern: Pattern, arn: string): boolean {
  if (pattern.text === '*' && pattern.literal === null) return true
  return matchesParts(pattern, arn, 'must be whole')
}

function matchesParts(
  pattern: Pattern,
  arn: string,
  missingParts: 'may be incomplete' | 'must be whole',
): boolean {
  let patternStart = 0
  let arnStart = 0
  for (let part = 1; part <= arnParts; part++) {
    const last = part === arnParts
    const arnEnd = last ? arn.length : arn.indexOf(':', arnStart)
    if (arnEnd === -1) return false
    const patternEnd = last ? pattern.text.length : partEnd(pattern, patternStart)
    if (!matchRange(pattern.text, pattern.literal, patternStart, patternEnd, arn, arnStart, arnEnd))
      return false
    if (!last && patternEnd === pattern.text.length) {
      return missingParts === 'may be incomplete' && arn.split(':').length >= arnParts
    }
    patternStart = patternEnd + 1
    arnStart = arnEnd + 1
  }
  return true
}

/** Where a part ends: at the next colon that the policy's author wrote, else at the end. */
function partEnd(pattern: Pattern, start: number): number {
  for (let at = start; at < pattern.text.length; at++) {
    if (pattern.text.charCodeAt(at) === colon && pattern.literal?.[at] !== 1) return at
  }
  return pattern.text.length
}

function matchRange(
  pattern: string,
  literal: Uint8Array | null,
  patternStart: number,
  patternEnd: number,
  text: string,
  textStart: number,
  textEnd: number,
): boolean {
  let p = patternStart
  let t = textStart
  let lastStar = -1
  let resumeText = 0
  while (t < textEnd) {
    const code = p < patternEnd ? pattern.charCodeAt(p) : -1
    const wild = literal === null || literal[p] !== 1
    if (code === star && wild) {
      lastStar = p++
      resumeText = t
    } else if (code === text.charCodeAt(t) || (code === questionMark && wild)) {
      p++
      t++
    } else if (lastStar >= 0) {
      p = lastStar + 1
      t = ++resumeText
    } else {
      return false
    }
  }
  while (p < patternEnd && pattern.charCodeAt(p) === star && literal?.[p] !== 1) p++
  return p === patternEnd
}
