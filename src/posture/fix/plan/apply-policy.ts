/** The IAM policy for applying a plan: what it calls, on what it names, and nothing that deletes. */

import type { Rule } from '../../rule.ts'
import { keyNeedsOf, type PlanStep } from '../fix.ts'
import { iamActionOf } from '../send.ts'
import { keyRuleId, type Plan } from './plan.ts'

export interface IamStatement {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: string | readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
}

export interface IamPolicy {
  readonly Version: '2012-10-17'
  readonly Statement: readonly IamStatement[]
}

export function applyPolicy(plan: Plan, rules: readonly Rule[]): IamPolicy {
  const changes = plan.steps.filter(({ ruleId }) => ruleId !== keyRuleId)
  return {
    Version: '2012-10-17',
    Statement: [
      ...keyStatements(plan),
      ...changeStatements(changes, plan, rules),
      ...dependentStatements(changes, rules),
      readStatement(changes, rules),
    ],
  }
}

function keyStatements({ steps }: Plan): readonly IamStatement[] {
  const creations = steps.filter(({ calls }) => calls[0]?.operation === 'CreateKey')
  const policies = steps.filter(({ calls }) => calls[0]?.operation === 'PutKeyPolicy')
  const made: IamStatement[] =
    creations.length === 0
      ? []
      : [
          {
            Sid: 'MakeKeys',
            Effect: 'Allow',
            Action: ['kms:CreateKey', 'kms:TagResource'],
            Resource: '*',
            Condition: { StringEquals: { 'aws:RequestTag/managed-by': 'keyhold' } },
          },
          {
            Sid: 'PrepareKeys',
            Effect: 'Allow',
            Action: ['kms:EnableKeyRotation', 'kms:CreateAlias'],
            Resource: keysOf(creations),
            Condition: { StringEquals: { 'aws:ResourceTag/managed-by': 'keyhold' } },
          },
          { Sid: 'NameKeys', Effect: 'Allow', Action: ['kms:CreateAlias'], Resource: aliasesOf(creations) },
        ]
  return [
    ...made,
    ...(policies.length === 0
      ? []
      : [
          {
            Sid: 'AddToKeyPolicies',
            Effect: 'Allow',
            Action: ['kms:PutKeyPolicy', 'kms:GetKeyPolicy'],
            Resource: unique(policies.map(({ calls }) => String(calls[0]?.input.KeyId))),
          } as const,
        ]),
  ]
}

function keysOf(steps: readonly PlanStep[]): readonly string[] {
  return unique(
    steps.map(({ account, region, ...step }) => `arn:${partitionOf(step)}:kms:${region}:${account}:key/*`),
  )
}

function aliasesOf(steps: readonly PlanStep[]): readonly string[] {
  return unique(
    steps.map(
      ({ account, region, resource, ...step }) =>
        `arn:${partitionOf(step)}:kms:${region}:${account}:${resource.name}`,
    ),
  )
}

/** A key's step names its partition only in its policy. */
function partitionOf({ calls }: Pick<PlanStep, 'calls'>): string {
  return /arn:(aws[a-z-]*):iam::/.exec(String(calls[0]?.input.Policy))?.[1] ?? 'aws'
}

/** One statement for each action, on the ARNs it is planned for. */
function changeStatements(
  changes: readonly PlanStep[],
  plan: Plan,
  rules: readonly Rule[],
): readonly IamStatement[] {
  const resources = new Map<string, string[]>()
  for (const { calls, inverse, resource } of changes) {
    for (const { service, operation } of [...calls, ...(inverse ?? [])]) {
      const action = iamActionOf(`${service}:${operation}`)
      const uid = resource.uid.startsWith('arn:') ? resourcePattern(resource.uid) : '*'
      resources.set(action, [...(resources.get(action) ?? []), uid, ...namedBy(calls)])
    }
  }
  const also = [...resources].sort(([a], [b]) => (a < b ? -1 : 1))
  const statements = also.map(([action, arns]): IamStatement => {
    const Resource = unique(arns)
    return {
      Sid: sidOf(action),
      Effect: 'Allow',
      Action: [action],
      Resource: Resource.includes('*') ? '*' : Resource,
    }
  })
  return [...statements, ...keyUse(changes, plan, rules)]
}

/** A log group's own actions are asked of the ARN with `:*` behind it. */
function resourcePattern(uid: string): string {
  return uid.includes(':log-group:') && !uid.endsWith(':*') ? `${uid}:*` : uid
}

/** Some calls name what they change by another ARN than the finding does: a stream, a bucket. */
function namedBy(calls: PlanStep['calls']): readonly string[] {
  return calls.flatMap(({ input }) =>
    Object.entries(input).flatMap(([name, value]) => {
      if (typeof value !== 'string') return []
      if (name === 'Bucket') return [`arn:aws:s3:::${value}`]
      return /^(StreamARN|TopicArn|stateMachineArn)$/.test(name) ? [value] : []
    }),
  )
}

function sidOf(action: string): string {
  return action.replace(/[^A-Za-z0-9]/g, '')
}

/** Services call KMS with the rights of who calls them. */
function keyUse(
  changes: readonly PlanStep[],
  { targets }: Plan,
  rules: readonly Rule[],
): readonly IamStatement[] {
  const services = changes.flatMap(({ ruleId, region, findingUid }) => {
    const fix = rules.find(({ id }) => id === ruleId)?.fix
    const target = targets[findingUid]
    const needs = fix == null || target === undefined ? null : keyNeedsOf(fix, target.resource)
    return (needs?.viaServices ?? []).map((service) => `${service}.${region}.amazonaws.com`)
  })
  if (services.length === 0) return []
  return [
    {
      Sid: 'UseKeysThroughServices',
      Effect: 'Allow',
      Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
      Resource: '*',
      Condition: { StringEquals: { 'kms:ViaService': unique(services) } },
    },
    {
      Sid: 'LetServicesKeepGrants',
      Effect: 'Allow',
      Action: ['kms:CreateGrant'],
      Resource: '*',
      Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    },
  ]
}

/** What the services ask for besides: passing a role on, for one. */
function dependentStatements(changes: readonly PlanStep[], rules: readonly Rule[]): readonly IamStatement[] {
  const actions = changes.flatMap(({ ruleId }) => {
    const fix = rules.find(({ id }) => id === ruleId)?.fix
    return fix?.kind === 'change' ? (fix.alsoNeeds ?? []) : []
  })
  if (actions.length === 0) return []
  const roles = unique(changes.flatMap(({ calls }) => calls.flatMap(({ input }) => rolesIn(input))))
  const passes = actions.includes('iam:PassRole') && roles.length > 0
  const others = unique(actions).filter((action) => action !== 'iam:PassRole')
  return [
    ...(passes
      ? [{ Sid: 'PassRoles', Effect: 'Allow', Action: ['iam:PassRole'], Resource: roles } as const]
      : []),
    ...(others.length === 0
      ? []
      : [{ Sid: 'WhatServicesAskFor', Effect: 'Allow', Action: others, Resource: '*' } as const]),
  ]
}

function rolesIn(input: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.values(input).filter(
    (value): value is string => typeof value === 'string' && /^arn:aws[a-z-]*:iam::\d{12}:role\//.test(value),
  )
}

/** To see that nothing has changed, that it has settled, and what the rule says now. */
function readStatement(changes: readonly PlanStep[], rules: readonly Rule[]): IamStatement {
  const actions = changes.flatMap(({ ruleId }) => {
    const rule = rules.find(({ id }) => id === ruleId)
    if (rule?.fix?.kind !== 'change') return []
    const collectors = rule.kind === 'resource' ? rule.collector.iam : []
    return [...rule.fix.reads.map(iamActionOf), ...collectors]
  })
  const always = [
    'kms:DescribeKey',
    'kms:ListAliases',
    'kms:ListKeys',
    'kms:ListResourceTags',
    'sts:GetCallerIdentity',
  ]
  return { Sid: 'Read', Effect: 'Allow', Action: unique([...always, ...actions]), Resource: '*' }
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort()
}
