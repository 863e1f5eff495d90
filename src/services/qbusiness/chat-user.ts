import type { Call } from '../../call/call.ts'
import { principalName } from '../../call/principal.ts'
import type { OpenApplication } from './application.ts'
import { fieldInvalid } from './errors.ts'

/** For whom documents are searched and whose conversations these are. */
export interface ChatUser {
  /** Null when nobody in particular asks: only documents without an access list are theirs. */
  readonly userId: string | null
  readonly groups: ReadonlySet<string>
  /** Under which name conversations are kept; users, principals and the anonymous user never share one. */
  readonly owner: string
}

/**
 * An ANONYMOUS application knows no users. Others trust the caller, who is authorized for the operation, to name the
 * user; without a name it is the calling principal itself.
 * @throws ValidationException
 */
export function chatUser(
  { record }: OpenApplication,
  call: Call,
  input: { readonly userId?: string | undefined; readonly userGroups?: readonly string[] | undefined },
): ChatUser {
  const groups = new Set(input.userGroups)
  if (record.body.identityType === 'ANONYMOUS') {
    if (input.userId !== undefined) throw fieldInvalid('userId', 'An ANONYMOUS application takes no userId.')
    if (groups.size > 0) throw fieldInvalid('userGroups', 'An ANONYMOUS application takes no userGroups.')
    return { userId: null, groups, owner: 'anonymous' }
  }
  if (input.userId !== undefined) return { userId: input.userId, groups, owner: `user:${input.userId}` }
  const arn = principalName(call.principal)
  return { userId: arn, groups, owner: `principal:${arn}` }
}
