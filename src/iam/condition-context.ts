import type { Call } from '../call/call.ts'
import type { Principal } from '../call/principal.ts'
import type { ConditionContext } from './iam.ts'

type MutableContext = Record<string, string | readonly string[]>

/**
 * The `aws:*` condition keys of a call: principal, source, time, forward access. Absent keys are left out
 * (IAM User Guide, "AWS global condition context keys").
 */
export function globalConditionContext(call: Call): ConditionContext {
  const context: MutableContext = {
    'aws:CurrentTime': new Date(call.time).toISOString(),
    'aws:EpochTime': String(Math.floor(call.time / 1000)),
    'aws:RequestedRegion': call.region,
    'aws:SecureTransport': String(call.secureTransport),
    'aws:ViaAWSService': String(call.via !== undefined),
    'aws:PrincipalIsAWSService': String(call.principal.kind === 'service'),
  }
  addPrincipal(context, call.principal)
  if (call.via !== undefined) {
    const service = `${call.via.service}.amazonaws.com`
    context['aws:CalledVia'] = [service]
    context['aws:CalledViaFirst'] = service
    context['aws:CalledViaLast'] = service
    context['aws:UserAgent'] = service
  } else {
    context['aws:UserAgent'] = call.userAgent
    // The address of a service that acts for the caller says nothing about the caller.
    if (call.principal.kind !== 'service') context['aws:SourceIp'] = call.sourceIp
  }
  return context
}

function addPrincipal(context: MutableContext, principal: Principal): void {
  switch (principal.kind) {
    case 'service':
      context['aws:PrincipalServiceName'] = principal.invokedBy
      context['aws:PrincipalServiceNamesList'] = [principal.invokedBy, principal.servicePrincipal]
      context['aws:SourceAccount'] = principal.accountId
      context['aws:SourceArn'] = principal.sourceArn
      return
    case 'root':
      context['aws:PrincipalType'] = 'Account'
      context['aws:PrincipalArn'] = principal.arn
      context['aws:userid'] = principal.accountId
      break
    case 'user':
      context['aws:PrincipalType'] = 'User'
      context['aws:PrincipalArn'] = principal.arn
      context['aws:userid'] = principal.userId
      context['aws:username'] = principal.userName
      addTags(context, principal.tags)
      if (principal.sessionIssuedAt !== undefined) addSession(context, principal.sessionIssuedAt)
      break
    case 'assumed-role':
      context['aws:PrincipalType'] = 'AssumedRole'
      context['aws:PrincipalArn'] = principal.roleArn
      context['aws:userid'] = `${principal.roleId}:${principal.sessionName}`
      addTags(context, principal.tags)
      addSession(context, principal.sessionIssuedAt)
      if (principal.sourceIdentity) context['aws:SourceIdentity'] = principal.sourceIdentity
      break
  }
  context['aws:PrincipalAccount'] = principal.accountId
}

function addTags(context: MutableContext, tags: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(tags)) context[`aws:PrincipalTag/${key}`] = value
}

/** Long-term credentials have neither key: `Null` conditions tell them apart. */
function addSession(context: MutableContext, issuedAt: number): void {
  context['aws:TokenIssueTime'] = new Date(issuedAt).toISOString()
  context['aws:MultiFactorAuthPresent'] = 'false'
}

/** Tag keys of a request or resource as condition keys: `aws:RequestTag/<key>`. */
export function tagContext(
  prefix: string,
  tags: readonly { Key?: string; Value?: string }[],
): ConditionContext {
  return Object.fromEntries(tags.map(({ Key, Value }) => [`${prefix}/${Key}`, Value ?? '']))
}

/**
 * The value of a condition key, whose name is compared case-insensitively. The documented spelling wins when several
 * keys differ in case only (as the keys of an encryption context can).
 */
export function contextValues(
  context: ConditionContext,
  key: string,
): string | readonly string[] | undefined {
  if (Object.hasOwn(context, key)) return context[key]
  let wanted: string | undefined
  for (const name of Object.keys(context)) {
    if (name.length !== key.length) continue
    wanted ??= key.toLowerCase()
    if (name.toLowerCase() === wanted) return context[name]
  }
  return undefined
}
