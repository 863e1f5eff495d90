import { createHash, randomBytes } from 'node:crypto'
import type { CreateGrantRequest, CreateGrantResponse } from '@aws-sdk/client-kms'
import type { Call } from '../../call/call.ts'
import type { Operation } from '../../call/operation.ts'
import type { Tx } from '../../storage/storage.ts'
import { authorizeKey } from '../authorize.ts'
import type { ConditionKeys } from '../condition-keys.ts'
import { countArrival, grantsScope } from '../counts.ts'
import { refuseDryRun } from '../cryptographic.ts'
import { limitExceeded, missingMember, validation } from '../errors.ts'
import {
  atLeastAsStrict,
  constraintPairs,
  constraintType,
  type GrantConstraints,
  isUnconstrained,
  parseConstraints,
  selectorChoices,
} from '../grant-constraints.ts'
import { parseGrantOperations, requireGrantConstraints, requireGrantOperations } from '../grant-operations.ts'
import { bindGrantPrincipal, type GrantPrincipal, parseGrantee, parseRetiring } from '../grant-principals.ts'
import { newGrantToken, requireGrantTokens } from '../grant-token.ts'
import { accountRoot } from '../grants.ts'
import { requireKeyState } from '../key-state.ts'
import type { Kms } from '../kms.ts'
import { changeKey, type KmsKey } from '../kms-key.ts'
import { resolveKey } from '../resolve-key.ts'
import { noteKeyIdResponse, present, recordedDryRun } from '../trail-record.ts'

/** KMS Developer Guide, "Quotas": grants for each customer managed key. */
const grantsMax = 50_000

interface NewGrant {
  readonly name: string | null
  readonly grantee: GrantPrincipal
  readonly retiring: GrantPrincipal | null
  readonly operations: readonly string[]
  readonly constraints: GrantConstraints
}

/**
 * Gives a principal operations on a key. With a `Name`, a repeated request with the same parameters answers the same grant;
 * the token is a new one each time.
 */
export const createGrant: Operation<Kms, CreateGrantRequest, CreateGrantResponse> = {
  readOnly: false,
  recordRequest: (input) =>
    present({
      keyId: input.KeyId,
      granteePrincipal: input.GranteePrincipal,
      granteeServicePrincipal: input.GranteeServicePrincipal,
      retiringPrincipal: input.RetiringPrincipal,
      retiringServicePrincipal: input.RetiringServicePrincipal,
      operations: input.Operations,
      constraints: recordedConstraints(input.Constraints),
      name: input.Name,
      dryRun: recordedDryRun(input.DryRun),
    }),
  async handle(kms, call, input) {
    if (input.KeyId === undefined) throw missingMember('keyId')
    const grant = parseGrant(input)
    const { key } = await resolveKey(kms, call, 'CreateGrant', input.KeyId)
    await authorizeKey(kms, call, {
      action: 'CreateGrant',
      key,
      encryptionContext: constraintPairs(grant.constraints),
      conditionKeys: grantConditionKeys(call, grant),
      grantTokens: input.GrantTokens,
      parent: parentNeed(grant),
    })
    await requireGrantTokens(kms, input.GrantTokens, [key.arn])
    requireKeyState('CreateGrant', key)
    requireGrantOperations(key, grant.operations)
    requireGrantConstraints(key, grant.constraints)
    const bound = await bindPrincipals(kms, call, grant)
    refuseDryRun(input.DryRun)
    const grantId = await changeKey(kms, key.arn, 'CreateGrant', (tx) => putGrant(tx, call, key, bound))
    noteGrant(call, key.arn, grantId)
    return { GrantId: grantId, GrantToken: newGrantToken(kms, key.arn, grantId) }
  },
}

function parseGrant(input: CreateGrantRequest): NewGrant {
  if (input.Operations === undefined) throw missingMember('operations')
  const grantee = parseGrantee(input.GranteePrincipal, input.GranteeServicePrincipal)
  const retiring = parseRetiring(input.RetiringPrincipal, input.RetiringServicePrincipal)
  const constraints = parseConstraints(input.Constraints)
  if (grantee.kind === 'service' && (constraints.SourceArn === undefined || retiring === null)) {
    throw validation(
      'GranteeServicePrincipal requires a SourceArn constraint and a RetiringPrincipal or RetiringServicePrincipal.',
    )
  }
  const operations = parseGrantOperations(input.Operations)
  return { name: input.Name ?? null, grantee, retiring, operations, constraints }
}

function grantConditionKeys(call: Call, grant: NewGrant): ConditionKeys {
  const keys: ConditionKeys = {
    'kms:GrantIsForAWSResource': String(call.via !== undefined),
    'kms:GrantOperations': grant.operations,
    [grant.grantee.kind === 'service' ? 'kms:GranteeServicePrincipal' : 'kms:GranteePrincipal']:
      grant.grantee.name,
  }
  if (grant.retiring !== null) {
    keys[grant.retiring.kind === 'service' ? 'kms:RetiringServicePrincipal' : 'kms:RetiringPrincipal'] =
      grant.retiring.name
  }
  const type = constraintType(grant.constraints)
  if (type !== null) keys['kms:GrantConstraintType'] = type
  if (grant.constraints.SourceArn !== undefined)
    keys['kms:GrantConstraintSourceArn'] = grant.constraints.SourceArn
  return keys
}

/**
 * Who may create grants by a grant only hands on what that grant holds, as strictly ("Granting CreateGrant permission").
 * RetireGrant may always be added.
 */
function parentNeed(grant: NewGrant) {
  const handedOn = grant.operations.filter(
    (operation) => operation !== 'RetireGrant' && operation !== 'CreateGrant',
  )
  return {
    operations: ['CreateGrant', ...handedOn],
    accepts: (parent: { readonly constraints: GrantConstraints }) =>
      atLeastAsStrict(grant.constraints, parent.constraints),
  }
}

/** @throws InvalidArnException */
async function bindPrincipals(kms: Kms, call: Call, grant: NewGrant): Promise<NewGrant> {
  const grantee = await bindGrantPrincipal(kms, call, grant.grantee)
  const retiring = grant.retiring === null ? null : await bindGrantPrincipal(kms, call, grant.retiring)
  return { ...grant, grantee, retiring }
}

/** @returns the id of the new grant, or of the one that this request made before. */
async function putGrant(tx: Tx, call: Call, key: KmsKey, grant: NewGrant): Promise<string> {
  const fingerprint = fingerprintOf(call, grant)
  if (grant.name !== null) {
    const same = await tx
      .selectFrom('kms_grant')
      .select('grant_id')
      .where('key_arn', '=', key.arn)
      .where('name', '=', grant.name)
      .where('fingerprint', '=', fingerprint)
      .executeTakeFirst()
    if (same !== undefined) return same.grant_id
  }
  const grantId = randomBytes(32).toString('hex')
  await tx
    .insertInto('kms_grant')
    .values({
      grant_id: grantId,
      key_arn: key.arn,
      region: key.region,
      name: grant.name,
      fingerprint,
      grantee_principal: grant.grantee.name,
      grantee_kind: grant.grantee.kind,
      retiring_principal: grant.retiring?.name ?? null,
      retiring_kind: grant.retiring?.kind ?? null,
      issuing_account: accountRoot(call.principal.accountId),
      operations: JSON.stringify(grant.operations),
      constraints: isUnconstrained(grant.constraints) ? null : JSON.stringify(grant.constraints),
      constraint_selector: await chooseSelector(tx, key.arn, grant),
      created_at: call.time,
    })
    .execute()
  const grants = await countArrival(tx, grantsScope(key.arn), () => countGrants(tx, key.arn))
  // The transaction takes the new one back.
  if (grants > grantsMax) throw limitExceeded(`The key ${key.arn} has ${grantsMax} grants already.`)
  return grantId
}

function fingerprintOf(call: Call, grant: NewGrant): string {
  const pairs = (context: Readonly<Record<string, string>> | undefined) =>
    Object.entries(context ?? {}).sort()
  const { EncryptionContextSubset, EncryptionContextEquals, SourceArn } = grant.constraints
  const parameters = [
    accountRoot(call.principal.accountId),
    grant.name,
    grant.grantee,
    grant.retiring,
    [...grant.operations].sort(),
    pairs(EncryptionContextSubset),
    pairs(EncryptionContextEquals),
    SourceArn ?? null,
  ]
  return createHash('sha256').update(JSON.stringify(parameters)).digest('hex')
}

const crowdMax = 50

/**
 * Of several pairs that could find the grant, one that few others of the grantee are found by: what all of them have in
 * common (the name of an application) tells none from the others.
 */
async function chooseSelector(tx: Tx, keyArn: string, { grantee, constraints }: NewGrant): Promise<string> {
  const choices = selectorChoices(constraints)
  let best = { selector: choices[0] as string, crowd: crowdMax }
  if (choices.length === 1) return best.selector
  for (const selector of choices) {
    const others = await tx
      .selectFrom('kms_grant')
      .select('grant_id')
      .where('key_arn', '=', keyArn)
      .where('grantee_principal', '=', grantee.name)
      .where('constraint_selector', '=', selector)
      .limit(crowdMax)
      .execute()
    if (others.length < best.crowd) best = { selector, crowd: others.length }
  }
  return best.selector
}

/** With the new one. By reading them all. */
async function countGrants(tx: Tx, keyArn: string): Promise<number> {
  const { grants } = await tx
    .selectFrom('kms_grant')
    .select((eb) => eb.fn.countAll<number>().as('grants'))
    .where('key_arn', '=', keyArn)
    .executeTakeFirstOrThrow()
  return Number(grants)
}

/** The token is never recorded. */
function noteGrant(call: Call, keyArn: string, grantId: string): void {
  noteKeyIdResponse(call, keyArn)
  call.notes.responseElements = { grantId, ...call.notes.responseElements }
}

/** Member names in AWS's event spelling; the pairs themselves as given. */
function recordedConstraints(constraints: CreateGrantRequest['Constraints']): unknown {
  if (constraints === undefined) return undefined
  return present({
    encryptionContextSubset: constraints.EncryptionContextSubset,
    encryptionContextEquals: constraints.EncryptionContextEquals,
    sourceArn: constraints.SourceArn,
  })
}
