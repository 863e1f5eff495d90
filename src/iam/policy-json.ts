/** The JSON below a policy document: limits, duplicate members, and typed access that fails with a sentence. */

export class PolicySyntaxError extends Error {
  override readonly name = 'PolicySyntaxError'
  /** What was written where a principal should be; null when something else is wrong. */
  readonly principal: string | null

  constructor(message: string, principal: string | null = null) {
    super(message)
    this.principal = principal
  }
}

export const policyCharsMax = 131_072
const nestingMax = 10

export type JsonObject = Readonly<Record<string, unknown>>

/**
 * Parses JSON text that one person may have written and another will read: a member named twice is refused, since
 * parsers disagree on which one counts.
 *
 * @throws PolicySyntaxError
 */
export function parsePolicyJson(text: string): JsonObject {
  if (text.length > policyCharsMax)
    throw new PolicySyntaxError(`The policy is longer than ${policyCharsMax} characters.`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new PolicySyntaxError('This policy contains invalid Json')
  }
  checkStructure(text)
  if (!isObject(value)) throw new PolicySyntaxError('Syntax errors in policy: a policy is a JSON object.')
  return value
}

/** `text` is known to be valid JSON; only strings and brackets matter. */
function checkStructure(text: string): void {
  const open: (Set<string> | null)[] = []
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '{' || character === '[') {
      if (open.push(character === '{' ? new Set() : null) > nestingMax) {
        throw new PolicySyntaxError(`Syntax errors in policy: more than ${nestingMax} levels of nesting.`)
      }
    } else if (character === '}' || character === ']') {
      open.pop()
    } else if (character === '"') {
      const end = stringEnd(text, at)
      const members = open.at(-1)
      if (members && nextIsColon(text, end)) addMember(members, text.slice(at, end))
      at = end - 1
    }
  }
}

function stringEnd(text: string, start: number): number {
  let at = start + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

function nextIsColon(text: string, from: number): boolean {
  let at = from
  while (text[at] === ' ' || text[at] === '\t' || text[at] === '\n' || text[at] === '\r') at++
  return text[at] === ':'
}

function addMember(members: Set<string>, quoted: string): void {
  const name: string = JSON.parse(quoted)
  if (members.has(name))
    throw new PolicySyntaxError(`Syntax errors in policy: ${shown(name)} is given twice.`)
  members.add(name)
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A string, or a list of at least one string. */
export function stringList(value: unknown, element: string): readonly string[] {
  const list = Array.isArray(value) ? value : [value]
  if (list.length === 0) throw new PolicySyntaxError(`Syntax errors in policy: ${element} is empty.`)
  for (const item of list) {
    if (typeof item !== 'string')
      throw new PolicySyntaxError(`Syntax errors in policy: ${element} must be text.`)
  }
  return list
}

export function optionalString(object: JsonObject, element: string): string | null {
  const value = object[element]
  if (value === undefined) return null
  if (typeof value !== 'string')
    throw new PolicySyntaxError(`Syntax errors in policy: ${element} must be text.`)
  return value
}

export function rejectOthers(object: JsonObject, known: ReadonlySet<string>, where: string): void {
  for (const name of Object.keys(object)) {
    if (!known.has(name))
      throw new PolicySyntaxError(`Syntax errors in policy: ${where} has no element ${shown(name)}.`)
  }
}

/** A name from the document, quoted and short. */
export function shown(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text)
}
