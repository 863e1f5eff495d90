/** From what is known of a key to a verdict: one table for all rules. */

import type { Status } from '../finding.ts'
import type { Parameters } from '../parameters.ts'
import type { Resource } from '../resource.ts'
import type { Verdict } from '../rule.ts'
import type { KeyFacts, KeyReference } from './key-facts.ts'
import { keyLevel, reachesMinimum } from './key-level.ts'
import { sameKey } from './key-reference.ts'

interface Judgement {
  readonly status: Status
  readonly reasonCode: string
  readonly reasonText: string
}

const transientStates = new Set(['Creating', 'Updating'])

/** The verdict that a resource's key alone gives, with its evidence and a sentence for a person. Pure. */
export function judgeKey(
  resource: Resource,
  reference: KeyReference,
  key: KeyFacts,
  parameters: Parameters,
): Verdict {
  return {
    ...judge({ resource, reference, key, parameters, name: resource.name || resource.uid }),
    key,
    evidence: [
      {
        api: reference.api,
        path: reference.path,
        value: reference.ref || null,
        at: new Date(resource.at).toISOString(),
      },
    ],
  }
}

interface Case {
  readonly resource: Resource
  readonly reference: KeyReference
  readonly key: KeyFacts
  readonly parameters: Parameters
  readonly name: string
}

function judge(given: Case): Judgement {
  switch (given.key.class) {
    case 'CUSTOMER':
      return judgeCustomerKey(given)
    case 'MISSING':
      return fail(given.key.reasonCode, missingText(given))
    case 'UNKNOWN':
      return judgeUnknownKey(given)
    default:
      return judgeOtherKey(given)
  }
}

/** AWS-managed, AWS-owned or none: wrong, unless the configuration asks for less than a customer's key. */
function judgeOtherKey({ key, reference, parameters, name }: Case): Judgement {
  const text = `${name} ${otherKeyText(key, reference.absentAlias)}`
  const level = keyLevel(key)
  if (level === null || !reachesMinimum(level, parameters)) return fail(key.reasonCode, `${text}.`)
  // Who names the keys that may be used, or their tag, means no other, whatever its level.
  if (parameters.approvedKeyArns.length > 0 || parameters.requiredKeyTag !== null)
    return fail('KEY_NOT_APPROVED', `${text}; only approved keys are wanted.`)
  return {
    status: 'PASS',
    reasonCode: key.reasonCode,
    reasonText: `${text}; the configured minimum level ${parameters.minimumKeyLevel} accepts that.`,
  }
}

function otherKeyText(
  { class: keyClass, reasonCode, ref, arn }: KeyFacts,
  absentAlias: string | undefined,
): string {
  if (keyClass === 'NONE') return 'is not encrypted'
  if (reasonCode === 'SSE_S3')
    return 'is encrypted with SSE-S3, a default key (AWS-owned) that the customer can neither see nor revoke'
  if (keyClass === 'AWS_MANAGED')
    return `is under the AWS-managed key ${ref || arn || absentAlias || 'of the service'}, whose policy the customer cannot edit and which cannot be disabled`
  return 'is under the default key (AWS-owned), which the customer can neither see nor revoke'
}

function judgeCustomerKey({ resource, reference, key, parameters, name }: Case): Judgement {
  const id = keyName(key)
  if (transientStates.has(key.state ?? ''))
    return manual(
      'KEY_STATE_TRANSIENT',
      `The key ${id} of ${name} is ${key.state}; scan again when it has settled.`,
    )
  if (key.state === null)
    return manual(
      'KEY_STATE_ABSENT',
      `The answer about the key ${id} of ${name} does not say whether it can be used.`,
    )
  if (key.state !== 'Enabled')
    return fail(
      `KEY_NOT_USABLE:${key.state}`,
      `${name} names the customer-managed key ${id}, which cannot be used: it is ${key.state}.`,
    )
  if (key.spec !== 'SYMMETRIC_DEFAULT' || key.usage !== 'ENCRYPT_DECRYPT')
    return fail(
      'KEY_SPEC_UNSUPPORTED',
      `${name} names the key ${id}, which is ${key.spec ?? 'of unknown spec'} for ${key.usage ?? 'unknown use'}; a symmetric encryption key is needed.`,
    )
  const region = reference.region ?? resource.region
  if (key.region !== region)
    return fail('KEY_REGION_MISMATCH', `${name} is in ${region}, but its key ${id} is in ${key.region}.`)
  const objection = objectionTo(key, parameters)
  if (objection !== null) return fail('KEY_NOT_APPROVED', `The key ${id} of ${name} is ${objection}.`)
  if (key.account !== resource.account && !parameters.trustedKeyAccounts.includes(key.account ?? ''))
    return manual(
      'KEY_CROSS_ACCOUNT',
      `${name} is under a customer-managed key of account ${key.account}, which is not among the trusted key accounts; somebody must confirm who holds ${id}.`,
    )
  if (parameters.requiredKeyTag !== null && key.tags == null)
    return manual('KEY_TAGS_UNREADABLE', `The tags of the key ${id} of ${name} could not be read.`)
  return {
    status: 'PASS',
    reasonCode: key.account === resource.account ? 'KEY_CUSTOMER_MANAGED' : 'KEY_CROSS_ACCOUNT',
    reasonText: `${name} is under the customer-managed key ${id}.`,
  }
}

/** What the user's own demands have against a key that is otherwise right. */
function objectionTo(key: KeyFacts, parameters: Parameters): string | null {
  const level = keyLevel(key)
  if (level !== null && !reachesMinimum(level, parameters))
    return `of level ${level}; ${parameters.minimumKeyLevel} is the configured minimum`
  const { approvedKeyArns, requiredKeyTag } = parameters
  if (approvedKeyArns.length > 0 && !approvedKeyArns.some((arn) => sameKey(arn, key.arn)))
    return 'not among the approved keys'
  if (requiredKeyTag === null || key.tags == null) return null
  const value = key.tags[requiredKeyTag.key]
  if (value === undefined) return `without the required tag ${requiredKeyTag.key}`
  return requiredKeyTag.value === null || requiredKeyTag.value === value
    ? null
    : `tagged ${requiredKeyTag.key} with another value than the required one`
}

function missingText({ key, name }: Case): string {
  return key.reasonCode === 'ALIAS_NOT_FOUND'
    ? `${name} names ${key.ref}, an alias that stands for no key.`
    : `${name} names the key ${keyName(key)}, which does not exist.`
}

function judgeUnknownKey({ key, parameters, name }: Case): Judgement {
  const id = keyName(key)
  if (key.reasonCode === 'KEY_DESCRIBE_DENIED' && key.provenByAlias && parameters.acceptAliasProof) {
    const { approvedKeyArns, requiredKeyTag, minimumKeyLevel } = parameters
    if (approvedKeyArns.length > 0 && !approvedKeyArns.some((arn) => sameKey(arn, key.arn)))
      return fail('KEY_NOT_APPROVED', `The key ${id} of ${name} is not among the approved keys.`)
    // An alias proves whose key it is, and nothing of its origin or tags.
    if (requiredKeyTag !== null || !reachesMinimum('cmk', parameters))
      return manual(
        key.reasonCode,
        `${name}: kms:DescribeKey on its key ${id} is denied; that it is of level ${minimumKeyLevel}${requiredKeyTag === null ? '' : ` and tagged ${requiredKeyTag.key}`} is not proven.`,
      )
    return {
      status: 'PASS',
      reasonCode: 'KEY_CUSTOMER_MANAGED_BY_ALIAS',
      reasonText: `${name} is under the key ${id}. It has an alias of the customer's, so it is customer-managed; whether it can be used was not proven.`,
    }
  }
  return manual(key.reasonCode, `${name}: ${unknownText(key, id)}`)
}

function unknownText({ reasonCode, account, ref }: KeyFacts, id: string): string {
  switch (reasonCode) {
    case 'KEY_CROSS_ACCOUNT_DENIED':
      return `its key ${id} is in account ${account}, which does not let it be described; ask its owner.`
    case 'KEY_DESCRIBE_DENIED':
      return `kms:DescribeKey on its key ${id} is denied, by IAM or because the key policy does not trust the account's IAM.`
    case 'KEY_MANAGER_ABSENT':
      return `the answer about its key ${id} does not say who manages it.`
    case 'KEY_REF_UNPARSABLE':
      return `what it names as its key is not a key id, ARN or alias.`
    case 'KEY_UNPROVEN':
      return `its key is not known before deployment${ref === null ? '' : `: it names ${ref}`}.`
    case 'KEY_ABSENT_UNKNOWN':
      return 'it names no key, and what that means here is not known.'
    default:
      return `its key ${ref ?? id} could not be read (${reasonCode}).`
  }
}

function keyName({ arn, ref }: KeyFacts): string {
  return arn ?? ref ?? 'that it names'
}

function fail(reasonCode: string, reasonText: string): Judgement {
  return { status: 'FAIL', reasonCode, reasonText }
}

function manual(reasonCode: string, reasonText: string): Judgement {
  return { status: 'MANUAL', reasonCode, reasonText }
}
