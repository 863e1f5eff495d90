/** From JSON to a finding, member by member: what comes out can be trusted by its type. */

import type { Evidence, Finding, Requirement } from '../finding.ts'
import type { KeyFacts } from '../keys/key-facts.ts'

const statuses = ['PASS', 'FAIL', 'MANUAL', 'NOT_APPLICABLE'] as const
const severities = ['INFO', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const
const modes = ['IN-PLACE', 'NEW-VERSION', 'RE-CREATE', 'NEW-JOB', 'ADVICE', 'MIXED'] as const
const providers = ['aws', 'self-hosted', 'iac'] as const
const strengths = ['direct', 'supporting'] as const
const keyClasses = ['CUSTOMER', 'AWS_MANAGED', 'AWS_OWNED', 'NONE', 'MISSING', 'UNKNOWN'] as const

type Members = Readonly<Record<string, unknown>>

/** `missing` names the member that is absent or of another type. */
export type ParsedFinding =
  | { readonly finding: Finding; readonly missing: null }
  | { readonly finding: null; readonly missing: string }

export function parseFinding(value: object): ParsedFinding {
  try {
    return { finding: findingFrom(value as Members), missing: null }
  } catch (error) {
    if (error instanceof MemberError) return { finding: null, missing: error.message }
    throw error
  }
}

/** A copy with the named members only. @throws when one of them is not of its type, by its name. */
export function requireFinding(finding: Finding): Finding {
  return findingFrom({ ...finding })
}

class MemberError extends Error {}

function findingFrom(from: Members): Finding {
  const account = members(from, 'account')
  const resource = members(from, 'resource')
  const remediation = members(from, 'remediation')
  return {
    findingUid: text(from, 'findingUid'),
    ruleId: text(from, 'ruleId'),
    ruleVersion: number(from, 'ruleVersion'),
    title: text(from, 'title'),
    status: oneOf(from, 'status', statuses),
    reasonCode: text(from, 'reasonCode'),
    reasonText: text(from, 'reasonText'),
    severity: oneOf(from, 'severity', severities),
    baseSeverity: oneOf(from, 'baseSeverity', severities),
    provider: oneOf(from, 'provider', providers),
    service: text(from, 'service'),
    account: {
      id: text(account, 'id'),
      name: textOrNull(account, 'name'),
      ouPath: textOrNull(account, 'ouPath'),
      organizationId: textOrNull(account, 'organizationId'),
    },
    partition: text(from, 'partition'),
    region: text(from, 'region'),
    resource: {
      uid: text(resource, 'uid'),
      type: text(resource, 'type'),
      name: text(resource, 'name'),
      tags: texts(resource, 'tags'),
    },
    key: optional(from, 'key', keyFrom),
    evidence: list(from, 'evidence', evidenceFrom),
    requirements: list(from, 'requirements', requirementFrom),
    remediation: {
      summary: text(remediation, 'summary'),
      mode: oneOf(remediation, 'mode', modes),
      url: text(remediation, 'url'),
    },
    muted: optional(from, 'muted', (mute) => ({
      by: text(mute, 'by'),
      reason: text(mute, 'reason'),
      expires: textOrNull(mute, 'expires'),
    })),
    firstSeen: time(from, 'firstSeen'),
    lastSeen: time(from, 'lastSeen'),
    scanId: text(from, 'scanId'),
    endpoint: textOrNull(from, 'endpoint'),
    source: optional(from, 'source', (source) => ({
      file: text(source, 'file'),
      line: number(source, 'line'),
      column: source.column === null ? null : number(source, 'column'),
    })),
  }
}

function keyFrom(key: Members): KeyFacts {
  return {
    ref: textOrNull(key, 'ref'),
    arn: textOrNull(key, 'arn'),
    class: oneOf(key, 'class', keyClasses),
    reasonCode: text(key, 'reasonCode'),
    state: textOrNull(key, 'state'),
    spec: textOrNull(key, 'spec'),
    usage: textOrNull(key, 'usage'),
    origin: textOrNull(key, 'origin'),
    manager: textOrNull(key, 'manager'),
    account: textOrNull(key, 'account'),
    region: textOrNull(key, 'region'),
  }
}

function evidenceFrom(evidence: Members): Evidence {
  return {
    api: text(evidence, 'api'),
    path: text(evidence, 'path'),
    value: textOrNull(evidence, 'value'),
    at: time(evidence, 'at'),
  }
}

function requirementFrom(requirement: Members): Requirement {
  return {
    framework: text(requirement, 'framework'),
    version: text(requirement, 'version'),
    id: text(requirement, 'id'),
    strength: oneOf(requirement, 'strength', strengths),
  }
}

function text(from: Members, name: string): string {
  const value = from[name]
  if (typeof value !== 'string') throw new MemberError(`${name} is no text`)
  return value
}

function textOrNull(from: Members, name: string): string | null {
  return from[name] === null ? null : text(from, name)
}

/** As JavaScript reads it; reports count with it. */
function time(from: Members, name: string): string {
  const value = text(from, name)
  if (Number.isNaN(Date.parse(value))) throw new MemberError(`${name} is no time`)
  return value
}

function number(from: Members, name: string): number {
  const value = from[name]
  if (typeof value !== 'number') throw new MemberError(`${name} is no number`)
  return value
}

function oneOf<Name extends string>(from: Members, name: string, names: readonly Name[]): Name {
  const found = names.find((each) => each === from[name])
  if (found === undefined) throw new MemberError(`${name} is none of ${names.join(', ')}`)
  return found
}

function members(from: Members, name: string): Members {
  const value = from[name]
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new MemberError(`${name} is no object`)
  }
  return value as Members
}

function texts(from: Members, name: string): Readonly<Record<string, string>> {
  const values = members(from, name)
  for (const key of Object.keys(values)) text(values, key)
  return values as Readonly<Record<string, string>>
}

function optional<Value>(from: Members, name: string, parse: (value: Members) => Value): Value | null {
  return from[name] === null ? null : parse(members(from, name))
}

function list<Value>(from: Members, name: string, parse: (value: Members) => Value): Value[] {
  const values = from[name]
  if (!Array.isArray(values)) throw new MemberError(`${name} is no list`)
  return values.map((value: unknown) => parse(members({ [name]: value }, name)))
}
