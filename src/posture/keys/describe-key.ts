/** From DescribeKey's answer, or its error, to what is known of a key. */

import type { KeyMetadata } from '@aws-sdk/client-kms'
import type { ApiError } from '../api.ts'
import type { KeyFacts } from './key-facts.ts'
import type { KeyHome } from './key-reference.ts'

export type NamedFacts = Omit<KeyFacts, 'ref'>

const nothing: NamedFacts = {
  arn: null,
  class: 'UNKNOWN',
  reasonCode: 'KEY_REF_UNPARSABLE',
  state: null,
  spec: null,
  usage: null,
  origin: null,
  manager: null,
  account: null,
  region: null,
}

/** Facts of which only these are known. */
export function factsOf(known: Partial<NamedFacts> & Pick<NamedFacts, 'class' | 'reasonCode'>): NamedFacts {
  return { ...nothing, ...known }
}

export function describedFacts(metadata: KeyMetadata, asked: KeyHome): NamedFacts {
  const { Arn, KeyManager, KeyState, KeySpec, KeyUsage, Origin } = metadata
  const parts = Arn?.split(':') ?? []
  return factsOf({
    arn: Arn ?? null,
    ...classOf(KeyManager),
    state: KeyState ?? null,
    // The old name lacks the newest specs, and is all that old emulators answer.
    spec: KeySpec ?? metadata.CustomerMasterKeySpec ?? null,
    usage: KeyUsage ?? null,
    origin: Origin ?? null,
    manager: KeyManager ?? null,
    account: metadata.AWSAccountId ?? parts[4] ?? asked.account,
    region: parts[3] ?? asked.region,
  })
}

function classOf(manager: string | undefined): Pick<KeyFacts, 'class' | 'reasonCode'> {
  if (manager === 'CUSTOMER') return { class: 'CUSTOMER', reasonCode: 'KEY_CUSTOMER_MANAGED' }
  if (manager === 'AWS') return { class: 'AWS_MANAGED', reasonCode: 'KEY_AWS_MANAGED' }
  // Never assumed to be the customer's.
  return { class: 'UNKNOWN', reasonCode: 'KEY_MANAGER_ABSENT' }
}

export function undescribedFacts(
  error: ApiError,
  arn: string,
  home: KeyHome,
  { isOwn, provenByAlias }: { readonly isOwn: boolean; readonly provenByAlias: boolean },
): NamedFacts {
  const known = { arn, account: home.account, region: home.region }
  if (error.kind === 'not-found') return factsOf({ ...known, class: 'MISSING', reasonCode: 'KEY_NOT_FOUND' })
  if (error.kind !== 'denied')
    return factsOf({ ...known, class: 'UNKNOWN', reasonCode: `API_ERROR:${error.code}` })
  if (!isOwn) return factsOf({ ...known, class: 'UNKNOWN', reasonCode: 'KEY_CROSS_ACCOUNT_DENIED' })
  return factsOf({ ...known, class: 'UNKNOWN', reasonCode: 'KEY_DESCRIBE_DENIED', provenByAlias })
}
