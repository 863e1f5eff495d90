import type { AssumeRoleRequest, AssumeRoleResponse } from '@aws-sdk/client-sts'
import { AwsError } from '../../call/aws-error.ts'
import type { Call } from '../../call/call.ts'
import { accessDenied, accessDeniedMessage } from '../access-denied.ts'
import { globalConditionContext, tagContext } from '../condition-context.ts'
import { decide, decideTogether } from '../decide.ts'
import { invalidParameterValue, policyOrError, validationError } from '../errors.ts'
import { evaluate } from '../evaluate.ts'
import type { ConditionContext } from '../iam.ts'
import { isAttachable } from '../managed-policies.ts'
import { change, given } from '../operations/operation-kinds.ts'
import { parseTags, type RoleRow } from '../owners.ts'
import { parsePolicyDocument } from '../policy-document.ts'
import type { IamRoom } from '../room.ts'
import { packedPolicyPercent } from '../session-token.ts'
import { recordWithoutCode, requireNoMfa } from './mfa.ts'
import { mintSession, recordSession } from './mint-session.ts'
import { type SessionTags, sessionTags } from './session-tags.ts'

const secondsDefault = 3600
const chainedSecondsMax = 3600
const policyCharsMax = 2048
const policyArnsMax = 10

/**
 * Temporary credentials of a role (STS API reference, "AssumeRole"). The role's trust policy must allow the caller, and
 * so must the caller's identity policies when the trust policy names only its account or the role is another account's.
 */
export const assumeRole = {
  ...change<AssumeRoleRequest, AssumeRoleResponse>(async (iam, call, input) => {
    if (call.principal.kind === 'root')
      throw accessDenied('sts', 'Roles may not be assumed by root accounts.')
    const roleArn = given(input.RoleArn, 'RoleArn')
    const sessionName = given(input.RoleSessionName, 'RoleSessionName')
    const [, accountId] = /^arn:aws:iam::(\d{12}):role\/[\x21-\x7e]+$/.exec(roleArn) ?? []
    if (accountId === undefined) throw validationError(`${roleArn} is invalid`)
    requireNoMfa(input)
    if (input.ProvidedContexts !== undefined)
      throw invalidParameterValue('ProvidedContexts are not supported.')
    const tags = sessionTags(call.principal, input)
    const role = await requireTrust(iam, call, roleArn, tags, input)
    // Only now: it tells which policies the role's account has.
    const policies = await sessionPolicies(iam, accountId, input)
    const seconds = sessionSeconds(call, role, input.DurationSeconds)
    const packed = packedPolicyPercent({ policies, tags: tags.all })
    if (packed > 100) throw packedPolicyTooLarge(packed)
    const sourceIdentity = inheritedSourceIdentity(call, input)
    return {
      Credentials: mintSession(iam, seconds, {
        kind: 'role',
        accountId,
        ownerId: role.role_id,
        sessionName,
        policies,
        tags: tags.all,
        transitiveTagKeys: tags.transitiveKeys,
        sourceIdentity,
      }),
      AssumedRoleUser: {
        AssumedRoleId: `${role.role_id}:${sessionName}`,
        Arn: `arn:aws:sts::${accountId}:assumed-role/${role.role_name}/${sessionName}`,
      },
      ...(packed > 0 && { PackedPolicySize: packed }),
      ...(sourceIdentity !== null && { SourceIdentity: sourceIdentity }),
    }
  }),
  recordRequest: recordWithoutCode,
  recordResponse: recordSession,
}

/**
 * The role, if the caller may have it. A role that does not exist is denied in the same words as one that may not be
 * assumed.
 */
async function requireTrust(
  iam: IamRoom,
  call: Call,
  roleArn: string,
  tags: SessionTags,
  input: AssumeRoleRequest,
): Promise<RoleRow> {
  const { principal } = call
  const role = await iam.storage.database
    .selectFrom('iam_role')
    .selectAll()
    .where('arn', '=', roleArn)
    .executeTakeFirst()
  const actions = ['sts:AssumeRole']
  if (tags.all.length > 0) actions.push('sts:TagSession')
  if (input.SourceIdentity !== undefined) actions.push('sts:SetSourceIdentity')
  const denied = (action: string) =>
    accessDenied('sts', accessDeniedMessage({ principal, action, resource: roleArn, reason: null }))
  if (role === undefined) throw denied('sts:AssumeRole')
  const trust = {
    name: `trust policy of role ${role.role_name}`,
    document: parsePolicyDocument(role.trust_policy, 'trust'),
  }
  const policies = await iam.identityPolicies(principal)
  const context = { ...globalConditionContext(call), ...requestContext(role, tags, input) }
  const where = role.account_id === principal.accountId ? 'same account' : 'other account'
  for (const action of actions) {
    const request = { principal, action, resource: roleArn, context }
    const byTrust = evaluate([trust], request)
    const byIdentity = decide(policies, request)
    const { allowed } = decideTogether(byTrust, byIdentity, where)
    call.notes.authorization = { action, resource: roleArn, trust: byTrust, decision: byIdentity }
    if (!allowed) throw denied(action)
  }
  call.notes.resources.push({ accountId: role.account_id, type: 'AWS::IAM::Role', arn: roleArn })
  return role
}

function requestContext(role: RoleRow, tags: SessionTags, input: AssumeRoleRequest): ConditionContext {
  const roleTags = parseTags(role.tags)
  return {
    'sts:RoleSessionName': input.RoleSessionName,
    'sts:ExternalId': input.ExternalId,
    'sts:SourceIdentity': input.SourceIdentity,
    'sts:DurationSeconds': String(input.DurationSeconds ?? secondsDefault),
    ...(tags.all.length > 0 && { 'aws:TagKeys': tags.all.map(({ Key }) => Key) }),
    ...(tags.transitiveKeys.length > 0 && { 'sts:TransitiveTagKeys': tags.transitiveKeys }),
    ...tagContext('aws:RequestTag', tags.all),
    ...tagContext('aws:ResourceTag', roleTags),
    ...tagContext('iam:ResourceTag', roleTags),
  }
}

/** JSON text and ARNs. @throws AwsError MalformedPolicyDocument, ValidationError, PackedPolicyTooLarge */
async function sessionPolicies(
  iam: IamRoom,
  accountId: string,
  input: AssumeRoleRequest,
): Promise<readonly string[]> {
  const arns = (input.PolicyArns ?? []).map(({ arn }) => arn ?? '')
  if (arns.length > policyArnsMax) throw validationError(`At most ${policyArnsMax} PolicyArns can be passed.`)
  for (const arn of arns) {
    if (await isAttachable(iam.storage.database, accountId, arn)) continue
    throw new AwsError(
      'MalformedPolicyDocumentException',
      `Policy ${arn} does not exist or is not attachable.`,
    )
  }
  const { Policy } = input
  if (Policy !== undefined) policyOrError(() => parsePolicyDocument(Policy, 'identity'))
  const chars = arns.reduce((sum, arn) => sum + arn.length, Policy?.length ?? 0)
  if (chars > policyCharsMax) throw packedPolicyTooLarge(Math.ceil((chars * 100) / policyCharsMax))
  return Policy === undefined ? arns : [Policy, ...arns]
}

function packedPolicyTooLarge(percent: number): AwsError {
  return new AwsError(
    'PackedPolicyTooLargeException',
    `Packed size of session policies and session tags consumes ${percent}% of allotted space.`,
  )
}

function sessionSeconds(call: Call, role: RoleRow, requested: number | undefined): number {
  const seconds = requested ?? secondsDefault
  if (seconds > role.max_session_seconds) {
    throw validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.')
  }
  if (call.principal.kind === 'assumed-role' && seconds > chainedSecondsMax) {
    throw validationError(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    )
  }
  return seconds
}

/** Once set it stays along the chain. */
function inheritedSourceIdentity({ principal }: Call, { SourceIdentity }: AssumeRoleRequest): string | null {
  const inherited = principal.kind === 'assumed-role' ? (principal.sourceIdentity ?? null) : null
  if (inherited !== null && SourceIdentity !== undefined && SourceIdentity !== inherited) {
    throw accessDenied('sts', 'The SourceIdentity of the calling session cannot be changed.')
  }
  return inherited ?? SourceIdentity ?? null
}
