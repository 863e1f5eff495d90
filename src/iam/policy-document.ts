/** Policy documents: JSON text to a normalised form (IAM User Guide, "Grammar of the IAM JSON policy language"). */

import { parseConditions } from './policy-condition.ts'
import {
  isObject,
  type JsonObject,
  optionalString,
  PolicySyntaxError,
  parsePolicyJson,
  rejectOthers,
  stringList,
} from './policy-json.ts'
import { parsePrincipal } from './policy-principal.ts'

export { PolicySyntaxError } from './policy-json.ts'

export interface PolicyDocument {
  readonly version: '2008-10-17' | '2012-10-17'
  readonly id: string | null
  readonly statements: readonly Statement[]
}

export interface Statement {
  readonly sid: string | null
  readonly effect: 'Allow' | 'Deny'
  /** Null in identity policies. `any` is `"*"` or `{"AWS":"*"}`. */
  readonly principal: PrincipalPattern | null
  readonly notPrincipal: PrincipalPattern | null
  /** Lower-cased patterns; null when the statement has none (a key policy may store such a statement; it never matches). */
  readonly actions: readonly string[] | null
  readonly notActions: readonly string[] | null
  /** A trust policy's statements are about the role itself: `["*"]`. */
  readonly resources: readonly string[] | null
  readonly notResources: readonly string[] | null
  readonly conditions: readonly Condition[]
}

export interface PrincipalPattern {
  readonly any: boolean
  /** ARNs; a bare account id is normalised to its root ARN. A unique id (`AIDA…`, `AROA…`, `AROA…:session`) stands for one. */
  readonly aws: readonly string[]
  readonly services: readonly string[]
  readonly federated: readonly string[]
  readonly canonicalUsers: readonly string[]
}

export interface Condition {
  /** Base operator without prefix and suffix: `StringEquals`. */
  readonly operator: string
  readonly set: 'ForAnyValue' | 'ForAllValues' | null
  readonly ifExists: boolean
  /** As written; compare case-insensitively. */
  readonly key: string
  readonly values: readonly string[]
}

type Kind = 'identity' | 'resource' | 'trust'

const statementsMax = 1000
const documentElements = new Set(['Version', 'Id', 'Statement'])
const statementElements = new Set(
  'Sid Effect Principal NotPrincipal Action NotAction Resource NotResource Condition'.split(' '),
)

/**
 * @param kind resource and trust policies need a principal in every statement, identity policies must have none. Only a
 *   resource policy may hold a statement without action or resource (it is never effective), a trust policy has no resource.
 * @throws PolicySyntaxError and nothing else, whatever the text. At most 131,072 characters and 1,000 statements.
 */
export function parsePolicyDocument(text: string, kind: Kind): PolicyDocument {
  const document = parsePolicyJson(text)
  rejectOthers(document, documentElements, 'a policy')
  const version = document.Version ?? '2008-10-17'
  if (version !== '2008-10-17' && version !== '2012-10-17') {
    throw new PolicySyntaxError('Policy document must be version 2012-10-17 or greater.')
  }
  const given = Array.isArray(document.Statement) ? document.Statement : [document.Statement]
  if (given.length === 0 || given[0] === undefined)
    throw new PolicySyntaxError('Missing required field Statement')
  if (given.length > statementsMax) {
    throw new PolicySyntaxError(`Syntax errors in policy: more than ${statementsMax} statements.`)
  }
  const statements = given.map((statement) => parseStatement(statement, kind))
  if (kind !== 'resource') checkSids(statements)
  return { version, id: optionalString(document, 'Id'), statements }
}

function parseStatement(value: unknown, kind: Kind): Statement {
  if (!isObject(value)) throw new PolicySyntaxError('Syntax errors in policy: a statement is a JSON object.')
  rejectOthers(value, statementElements, 'a statement')
  const effect = value.Effect
  if (effect === undefined) throw new PolicySyntaxError('Missing required field Effect')
  if (effect !== 'Allow' && effect !== 'Deny')
    throw new PolicySyntaxError('Invalid effect in policy: use Allow or Deny.')
  return {
    sid: optionalString(value, 'Sid'),
    effect,
    ...parsePrincipals(value, kind),
    ...parseActions(value, kind),
    ...parseResources(value, kind),
    conditions: parseConditions(value.Condition),
  }
}

function parsePrincipals(statement: JsonObject, kind: Kind): Pick<Statement, 'principal' | 'notPrincipal'> {
  const given = requireOneOf(statement, 'Principal', 'NotPrincipal')
  if (kind === 'identity') {
    if (given !== null) throw new PolicySyntaxError('Policy document should not specify a principal.')
    return { principal: null, notPrincipal: null }
  }
  if (given === null) throw new PolicySyntaxError('Missing required field Principal')
  if (kind === 'trust' && given === 'NotPrincipal')
    throw new PolicySyntaxError('Has prohibited field NotPrincipal')
  const pattern = parsePrincipal(statement[given], given)
  return given === 'Principal'
    ? { principal: pattern, notPrincipal: null }
    : { principal: null, notPrincipal: pattern }
}

function parseActions(statement: JsonObject, kind: Kind): Pick<Statement, 'actions' | 'notActions'> {
  const given = requireOneOf(statement, 'Action', 'NotAction')
  if (given === null) {
    if (kind !== 'resource') throw new PolicySyntaxError('Policy statement must contain actions.')
    return { actions: null, notActions: null }
  }
  const patterns = stringList(statement[given], given).map((action) => action.toLowerCase())
  for (const action of patterns) {
    if (action !== '*' && !/^[a-z0-9-]+:[a-z0-9*?]+$/.test(action)) {
      throw new PolicySyntaxError(
        'Actions/Conditions must be prefaced with a vendor, e.g., iam, sdb, ec2, etc.',
      )
    }
    if (kind === 'trust' && !action.startsWith('sts:')) {
      throw new PolicySyntaxError('AssumeRole policy may only specify STS AssumeRole actions.')
    }
  }
  return given === 'Action'
    ? { actions: patterns, notActions: null }
    : { actions: null, notActions: patterns }
}

function parseResources(statement: JsonObject, kind: Kind): Pick<Statement, 'resources' | 'notResources'> {
  const given = requireOneOf(statement, 'Resource', 'NotResource')
  if (kind === 'trust') {
    if (given !== null) throw new PolicySyntaxError(`Has prohibited field ${given}`)
    return { resources: ['*'], notResources: null }
  }
  if (given === null) {
    if (kind === 'identity') throw new PolicySyntaxError('Policy statement must contain resources.')
    return { resources: null, notResources: null }
  }
  const patterns = stringList(statement[given], given)
  for (const resource of patterns) {
    if (kind === 'identity' && resource !== '*' && !resource.startsWith('arn:')) {
      throw new PolicySyntaxError(`Resource ${resource.slice(0, 200)} must be in ARN format or "*".`)
    }
  }
  return given === 'Resource'
    ? { resources: patterns, notResources: null }
    : { resources: null, notResources: patterns }
}

/** Which of two elements that exclude each other a statement has. */
function requireOneOf<Name extends string>(
  statement: JsonObject,
  positive: Name,
  negative: Name,
): Name | null {
  if (statement[positive] !== undefined && statement[negative] !== undefined) {
    throw new PolicySyntaxError(`Syntax errors in policy: a statement has either ${positive} or ${negative}.`)
  }
  if (statement[positive] !== undefined) return positive
  return statement[negative] === undefined ? null : negative
}

/** Key policies may have any Sid, IAM's own may not. */
function checkSids(statements: readonly Statement[]): void {
  const sids = statements.flatMap(({ sid }) => (sid === null || sid === '' ? [] : [sid]))
  if (sids.some((sid) => !/^[0-9A-Za-z]*$/.test(sid))) {
    throw new PolicySyntaxError(
      'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
    )
  }
  if (new Set(sids).size !== sids.length) {
    throw new PolicySyntaxError('Statement IDs (SID) in a single policy must be unique.')
  }
}
