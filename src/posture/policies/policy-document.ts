/** IAM's policy language as far as verdicts need it. "Grammar of the IAM JSON policy language". */

export interface Policy {
  readonly statements: readonly Statement[]
}

export interface Statement {
  /** For a person to find it: its Sid, or its number from 1. */
  readonly label: string
  readonly effect: 'Allow' | 'Deny'
  readonly principals: readonly Principal[]
  /** It names those whom it does not mean. */
  readonly notPrincipal: boolean
  readonly actions: readonly string[]
  /** `actions` are those that it does not mean. */
  readonly notAction: boolean
  readonly resources: readonly string[]
  readonly notResource: boolean
  readonly conditions: readonly Condition[]
}

export interface Principal {
  /** `*` alone is of kind AWS. */
  readonly kind: 'AWS' | 'Service' | 'Federated' | 'CanonicalUser'
  readonly value: string
}

export interface Condition {
  /** `StringEquals`, without set prefix and `IfExists`. */
  readonly operator: string
  readonly set: 'ForAnyValue' | 'ForAllValues' | null
  readonly ifExists: boolean
  /** In lower case, as keys are compared. */
  readonly key: string
  readonly values: readonly string[]
}

/** Null: it is no policy. IAM answers policies percent-encoded; those are decoded first. Never throws. */
export function parsePolicy(text: string): Policy | null {
  try {
    const document: unknown = JSON.parse(text.trimStart().startsWith('%') ? decodeURIComponent(text) : text)
    return policyOf(document)
  } catch {
    return null
  }
}

/** Of a document that is parsed already, as templates hold them. */
export function policyOf(document: unknown): Policy | null {
  if (!isRecord(document)) return null
  const { Statement: written } = document
  if (!isRecord(written) && !Array.isArray(written)) return null
  const statements = listOf(written).map(statementOf)
  return statements.every((statement) => statement !== null) ? { statements } : null
}

function statementOf(written: unknown, index: number): Statement | null {
  if (!isRecord(written)) return null
  const { Sid, Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition } =
    written
  if (Effect !== 'Allow' && Effect !== 'Deny') return null
  const principals = principalsOf(Principal ?? NotPrincipal)
  const actions = stringsOf(Action ?? NotAction)
  const resources = stringsOf(Resource ?? NotResource ?? [])
  const conditions = conditionsOf(Condition)
  if (principals === null || actions === null || resources === null || conditions === null) return null
  return {
    label: typeof Sid === 'string' && Sid !== '' ? Sid : `${index + 1}`,
    effect: Effect,
    principals,
    notPrincipal: NotPrincipal !== undefined,
    actions,
    notAction: Action === undefined,
    resources,
    notResource: NotResource !== undefined,
    conditions,
  }
}

const principalKinds = ['AWS', 'Service', 'Federated', 'CanonicalUser'] as const

function principalsOf(written: unknown): Principal[] | null {
  if (written === undefined) return []
  if (written === '*') return [{ kind: 'AWS', value: '*' }]
  if (!isRecord(written)) return null
  const principals: Principal[] = []
  for (const [name, value] of Object.entries(written)) {
    const kind = principalKinds.find((known) => known === name)
    const values = stringsOf(value)
    if (kind === undefined || values === null) return null
    principals.push(...values.map((value) => ({ kind, value })))
  }
  return principals
}

const operatorPattern = /^(?:(ForAnyValue|ForAllValues):)?([A-Za-z]+?)(IfExists)?$/

function conditionsOf(written: unknown): Condition[] | null {
  if (written === undefined) return []
  if (!isRecord(written)) return null
  const conditions: Condition[] = []
  for (const [operator, keys] of Object.entries(written)) {
    const parsed = operatorPattern.exec(operator)
    if (parsed === null || !isRecord(keys)) return null
    const [, set, name = '', ifExists] = parsed
    for (const [key, value] of Object.entries(keys)) {
      const values = scalarsOf(value)
      if (values === null) return null
      conditions.push({
        operator: name,
        set: set === 'ForAnyValue' || set === 'ForAllValues' ? set : null,
        ifExists: ifExists !== undefined,
        key: key.toLowerCase(),
        values,
      })
    }
  }
  return conditions
}

function stringsOf(written: unknown): string[] | null {
  const all = listOf(written)
  return all.every((one) => typeof one === 'string') ? all : null
}

/** Conditions may also hold numbers and booleans: accounts are often written as numbers. */
function scalarsOf(written: unknown): string[] | null {
  const all = listOf(written)
  return all.every((one) => ['string', 'number', 'boolean'].includes(typeof one)) ? all.map(String) : null
}

function listOf(written: unknown): unknown[] {
  return Array.isArray(written) ? written : [written]
}

function isRecord(written: unknown): written is Record<string, unknown> {
  return typeof written === 'object' && written !== null && !Array.isArray(written)
}
