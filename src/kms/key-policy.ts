/** Key policies: the default one, what a new one must satisfy, and how it is shown (KMS Developer Guide, "Key policies"). */

import type { Call } from '../call/call.ts'
import type { NamedPolicy, PolicyDocument } from '../iam/iam.ts'
import { evaluate, PolicySyntaxError } from '../iam/iam.ts'
import type { ConditionKeys } from './condition-keys.ts'
import { callConditionKeys } from './condition-keys.ts'
import {
  attestationUnsupported,
  invalidPolicyArn,
  invalidPolicyPrincipal,
  limitExceeded,
  malformedPolicy,
  policyLockout,
} from './errors.ts'
import { accountRoot } from './grants.ts'
import type { Kms } from './kms.ts'
import { keyPolicyNamed } from './kms-key.ts'

export const keyPolicyName = 'default'
const policyBytesMax = 32_768

/** For keys made without a policy: everything is left to the account's identity policies. */
export function defaultKeyPolicy(accountId: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [
      {
        Sid: 'Enable IAM User Permissions',
        Effect: 'Allow',
        Principal: { AWS: accountRoot(accountId) },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  })
}

export interface NewKeyPolicy {
  readonly text: string
  readonly keyArn: string
  /** What the key says of itself (kms:KeySpec, …). */
  readonly keyConditionKeys: ConditionKeys
  readonly bypassLockoutSafetyCheck: boolean
}

/**
 * Syntax, size, principals, and that the caller could still change the policy afterwards.
 *
 * @returns the text to store: it names users and roles by their unique ids, so that a later one of the same name is not
 *   meant by it.
 * @throws MalformedPolicyDocumentException, LimitExceededException, InvalidArnException, UnsupportedOperationException
 */
export async function requireSoundKeyPolicy(kms: Kms, call: Call, policy: NewKeyPolicy): Promise<string> {
  if (Buffer.byteLength(policy.text) > policyBytesMax) {
    throw limitExceeded(`The key policy must not be larger than ${policyBytesMax} bytes.`)
  }
  const { document } = parseKeyPolicy(policy.text)
  refuseOverlyPermissive(document)
  refuseAttestation(document)
  // Bound first: who is gone after that is refused or never matched.
  const text = await kms.iam.bindPrincipals(policy.text)
  const named = keyPolicyNamed(text)
  await requirePrincipals(kms, named.document)
  if (!policy.bypassLockoutSafetyCheck) requireNoLockout(call, named, policy)
  return text
}

function parseKeyPolicy(text: string): NamedPolicy {
  try {
    return keyPolicyNamed(text)
  } catch (error) {
    if (!(error instanceof PolicySyntaxError)) throw error
    throw error.principal === null ? malformedPolicy(error.message) : unfitPrincipal(error.principal)
  }
}

/** Of ARNs, KMS tells those that can be nobody's (a group's, for one) from those that are nobody's. */
function unfitPrincipal(name: string) {
  const isPrincipal = /^arn:aws:(?:iam|sts)::\d{12}:(?:user|role|assumed-role|federated-user)\//.test(name)
  return name.startsWith('arn:') && !isPrincipal ? invalidPolicyArn() : invalidPolicyPrincipal()
}

/** `ForAllValues` is true for a request without the key, which is never what is meant with these single-valued keys. */
function refuseOverlyPermissive(document: PolicyDocument): void {
  const conditions = document.statements.flatMap((statement) => statement.conditions)
  const refused = conditions.find(
    ({ set, key }) => set === 'ForAllValues' && /^(kms:EncryptionContext:|aws:RequestTag\/)/i.test(key),
  )
  if (refused !== undefined) {
    throw malformedPolicy(`OverlyPermissiveCondition: ForAllValues must not be used with ${refused.key}.`)
  }
}

/**
 * `kms:RecipientAttestation:ImageSha384`, `kms:RecipientAttestation:PCR0` …: no request here comes from an attested enclave,
 * so that no statement could ever do what its author means by them.
 */
function refuseAttestation(document: PolicyDocument): void {
  const conditions = document.statements.flatMap((statement) => statement.conditions)
  const refused = conditions.find(({ key }) => /^kms:RecipientAttestation:/i.test(key))
  if (refused !== undefined) throw attestationUnsupported(refused.key)
}

async function requirePrincipals(kms: Kms, document: PolicyDocument): Promise<void> {
  for (const { principal, notPrincipal } of document.statements) {
    const pattern = principal ?? notPrincipal
    if (pattern === null) throw invalidPolicyPrincipal()
    for (const name of [...pattern.aws, ...pattern.services]) {
      if (!(await kms.iam.principalExists(name))) throw invalidPolicyPrincipal()
    }
    if (pattern.canonicalUsers.length > 0) throw invalidPolicyPrincipal()
  }
}

/** KMS Developer Guide, "Default key policy": the caller must be able to call PutKeyPolicy with the new policy in force. */
function requireNoLockout(call: Call, named: NamedPolicy, policy: NewKeyPolicy): void {
  const { effect } = evaluate([named], {
    principal: call.principal,
    action: 'kms:PutKeyPolicy',
    resource: policy.keyArn,
    context: { ...callConditionKeys(call), ...policy.keyConditionKeys },
  })
  if (effect !== 'Allow') throw policyLockout()
}

/** The policy as it is shown: ARNs again, unique ids where the principal is gone. */
export async function shownKeyPolicy(kms: Kms, storedText: string): Promise<string> {
  return printKeyPolicy(await kms.iam.showPrincipals(storedText))
}

/** As AWS prints it: two spaces a level, ` : ` after names, lists on one line around their objects. */
export function printKeyPolicy(text: string): string {
  return printJson(JSON.parse(text), '')
}

function printJson(value: unknown, indent: string): string {
  if (Array.isArray(value)) {
    return value.length === 0 ? '[ ]' : `[ ${value.map((item) => printJson(item, indent)).join(', ')} ]`
  }
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const inner = `${indent}  `
  const members = Object.entries(value).map(
    ([name, member]) => `${inner}${JSON.stringify(name)} : ${printJson(member, inner)}`,
  )
  return members.length === 0 ? '{ }' : `{\n${members.join(',\n')}\n${indent}}`
}
