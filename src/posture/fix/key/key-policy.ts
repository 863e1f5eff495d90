/** Key policies for keys that are made, and what keys that are there still lack. */

import type { KeyNeeds, KeyStatement, Placement } from '../key-needs.ts'

export interface KeyPeople {
  /** ARNs of roles or users that administer the key. */
  readonly admins: readonly string[]
  /** ARNs of roles or users that use what is under it. */
  readonly users: readonly string[]
}

/** "Allows key administrators to administer the KMS key" of the KMS developer guide's default key policy. */
const adminActions = [
  ...['kms:Create*', 'kms:Describe*', 'kms:Enable*', 'kms:List*', 'kms:Put*', 'kms:Update*', 'kms:Revoke*'],
  ...['kms:Disable*', 'kms:Get*', 'kms:Delete*', 'kms:TagResource', 'kms:UntagResource'],
  ...['kms:ScheduleKeyDeletion', 'kms:CancelKeyDeletion', 'kms:RotateKeyOnDemand'],
]

/** What all these uses of one key need, without the account's own statement. */
export function statementsFor(
  needs: readonly KeyNeeds[],
  placement: Placement,
  { admins, users }: KeyPeople,
  resources: readonly string[],
): readonly KeyStatement[] {
  const all: KeyStatement[] = []
  if (admins.length > 0) all.push(statement('KeyAdmins', admins, adminActions))
  if (users.length > 0) {
    const actions = [...new Set(needs.flatMap(({ userActions }) => userActions))]
    all.push({ ...statement('KeyUsers', users, actions), ...viaService(needs, placement) })
    if (needs.some(({ grants }) => grants)) all.push(serviceGrants(users))
  }
  const ofServices = needs.flatMap((need) => need.serviceStatements?.(placement, resources) ?? [])
  return [...all, ...new Map(ofServices.map((each) => [each.Sid, each])).values()]
}

/** The policy of a new key. The account's statement keeps IAM in charge, and nobody locks themselves out. */
export function newKeyPolicy({ partition, account }: Placement, statements: readonly KeyStatement[]): string {
  const root = statement('AccountAdmin', [`arn:${partition}:iam::${account}:root`], ['kms:*'])
  return JSON.stringify({ Version: '2012-10-17', Statement: [root, ...statements] })
}

function statement(Sid: string, principals: readonly string[], actions: readonly string[]): KeyStatement {
  return {
    Sid,
    Effect: 'Allow',
    Principal: { AWS: oneOrMany(principals) },
    Action: oneOrMany(actions),
    Resource: '*',
  }
}

function oneOrMany(values: readonly string[]): string | readonly string[] {
  return values.length === 1 && values[0] !== undefined ? values[0] : values
}

/** One use without a service among them, and the condition would shut it out. */
function viaService(needs: readonly KeyNeeds[], { region }: Placement): Pick<KeyStatement, 'Condition'> {
  if (needs.some(({ viaServices }) => viaServices.length === 0)) return {}
  const services = [...new Set(needs.flatMap(({ viaServices }) => viaServices))]
  return {
    Condition: {
      StringEquals: { 'kms:ViaService': services.map((service) => `${service}.${region}.amazonaws.com`) },
    },
  }
}

function serviceGrants(users: readonly string[]): KeyStatement {
  return {
    ...statement('ServiceGrants', users, ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant']),
    Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
  }
}

/**
 * The policy with these statements in it: one of the same Sid that says something else gets a number behind its Sid, so
 * nothing that was there is changed. Null: all of it is there already, or the policy cannot be read.
 */
export function mergedPolicy(policyText: string, statements: readonly KeyStatement[]): string | null {
  const policy = parsePolicy(policyText)
  if (policy === null) return null
  const present = new Set(policy.Statement.map((each) => sameness(each)))
  const missing = statements.filter((each) => !present.has(sameness(each)))
  if (missing.length === 0) return null
  const sids = new Set(policy.Statement.map(({ Sid }) => Sid))
  const added = missing.map((each) => ({ ...each, Sid: freeSid(each.Sid, sids) }))
  return JSON.stringify({ ...policy, Statement: [...policy.Statement, ...added] })
}

interface Policy {
  readonly Statement: readonly Readonly<Record<string, unknown>>[]
}

export function parsePolicy(text: string): Policy | null {
  try {
    const policy: unknown = JSON.parse(text)
    if (typeof policy !== 'object' || policy === null || !('Statement' in policy)) return null
    const { Statement } = policy
    return {
      ...policy,
      Statement: Array.isArray(Statement) ? Statement : [Statement as Policy['Statement'][0]],
    }
  } catch {
    return null
  }
}

function sameness(statement: object): string {
  const { Sid: _name, ...rest } = statement as Readonly<Record<string, unknown>>
  return JSON.stringify(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function freeSid(sid: string, taken: ReadonlySet<unknown>): string {
  if (!taken.has(sid)) return sid
  let number = 2
  while (taken.has(`${sid}${number}`)) number += 1
  return `${sid}${number}`
}
