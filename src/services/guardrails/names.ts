import { formatArn } from '../../call/arn.ts'
import { AwsError } from '../../call/aws-error.ts'
import type { Call } from '../../call/call.ts'
import type { Scope, ScopeDeclaration } from '../../envelope/envelope.ts'
import { findScope } from '../../resources/jobs.ts'
import { keyedId, newSecret } from '../../resources/keyed-id.ts'
import { type Place, placeOf } from '../../resources/place.ts'
import { findResource, insertResource, type ResourceKind } from '../../resources/resource-rows.ts'
import type { Database } from '../../storage/storage.ts'
import type { NamedGuardrail } from './arns.ts'
import { invalid, KeyUnavailableError, nameTaken } from './errors.ts'
import type { GuardrailsRoom } from './room.ts'

/**
 * An account has each guardrail name once a Region. Names are sealed with their guardrails, each under its own key, so what
 * they are compared by is a keyed hash, whose secret is the account's and under the service's own key.
 */
const nameBookScope: ScopeDeclaration = {
  service: 'bedrock',
  customerKey: 'impossible',
  grantOperations: [],
  encryptionContext: () => ({}),
  grantConstrained: false,
  keyUnavailable: (reason) => new KeyUnavailableError(reason),
  keyRefused: invalid,
}

const nameBooks: ResourceKind = { service: 'bedrock', kind: 'guardrail-names' }
const bookId = 'names'

interface NameBook {
  readonly secret: string
}

/** What a name is known by in the caller's account and Region. */
export async function nameToken(room: GuardrailsRoom, call: Call, name: string): Promise<string> {
  const scope = (await findBook(room, placeOf(call))) ?? (await makeBook(room, call))
  const book = await scope.records.get<NameBook>(nameBooks.kind, bookId)
  if (book === null) throw new Error('invariant: a book of names has its secret')
  return keyedId(book.body.secret, 'guardrail-name', [name])
}

async function findBook(room: GuardrailsRoom, place: Place): Promise<Scope | null> {
  const row = await findResource(room.storage.database, place, nameBooks, bookId)
  return row === null ? null : findScope(room.envelope, nameBookScope, row.scope_id)
}

async function makeBook(room: GuardrailsRoom, call: Call): Promise<Scope> {
  const place = placeOf(call)
  const body: NameBook = { secret: newSecret() }
  try {
    return await room.envelope.createScope(call, nameBookScope, {
      resourceArn: formatArn('bedrock', place.region, place.accountId, 'guardrail-names'),
      records: [{ kind: nameBooks.kind, id: bookId, body }],
      register: (tx, scopeId) =>
        insertResource(tx, place, nameBooks, { id: bookId, scope_id: scopeId, created_at: room.now() }),
    })
  } catch (error) {
    // Another call may have made it at the same time.
    const book = await findBook(room, place)
    if (book === null) throw error
    return book
  }
}

/** @throws ConflictException */
export async function requireFreeName(
  database: Database,
  { accountId, region, guardrailId }: NamedGuardrail,
  token: string,
): Promise<void> {
  const other = await database
    .selectFrom('guardrail')
    .select('id')
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('name_token', '=', token)
    .where('id', '!=', guardrailId)
    .executeTakeFirst()
  if (other !== undefined) throw nameTaken()
}

/** Runs what may take the name, and tells a race for it that the database decided. @throws ConflictException */
export async function orNameTaken<T>(
  room: GuardrailsRoom,
  named: NamedGuardrail,
  token: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof AwsError)) await requireFreeName(room.storage.database, named, token)
    throw error
  }
}
