/** Conditions that do not depend on what the stack is deployed with. */

/** Undefined: it depends. @param conditions the section as plain values */
export function decide(conditions: unknown, name: string, depth = 0): boolean | undefined {
  if (typeof conditions !== 'object' || conditions === null || depth > 20) return undefined
  if (!Object.hasOwn(conditions, name)) return undefined
  return evaluate(conditions, (conditions as Record<string, unknown>)[name], depth + 1)
}

function evaluate(conditions: unknown, given: unknown, depth: number): boolean | undefined {
  if (typeof given !== 'object' || given === null || depth > 20) return undefined
  const [entry, another] = Object.entries(given)
  if (entry === undefined || another !== undefined) return undefined
  const [name, argument] = entry
  const inner = () =>
    Array.isArray(argument) ? argument.map((each) => evaluate(conditions, each, depth + 1)) : []
  switch (name) {
    case 'Condition':
      return decide(conditions, String(argument), depth + 1)
    case 'Fn::Equals':
      return equals(argument)
    case 'Fn::Not': {
      const [only] = inner()
      return only === undefined ? undefined : !only
    }
    case 'Fn::And':
      return inner().includes(false) ? false : inner().includes(undefined) ? undefined : true
    case 'Fn::Or':
      return inner().includes(true) ? true : inner().includes(undefined) ? undefined : false
    default:
      return undefined
  }
}

function equals(argument: unknown): boolean | undefined {
  if (!Array.isArray(argument) || argument.length !== 2) return undefined
  return argument.every((each) => typeof each !== 'object')
    ? String(argument[0]) === String(argument[1])
    : undefined
}
