import type { Scope } from '../../../envelope/envelope.ts'
import { forgetTokens } from '../../../resources/idempotency.ts'
import type { JobHandler } from '../../../storage/storage.ts'
import { findScopeById } from '../application.ts'
import { removeConversation } from '../conversation.ts'
import { KeyUnavailableError } from '../errors.ts'
import type { QBusinessRoom } from '../room.ts'
import { sweepContents } from './sweep-contents.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000
const chunk = 500
/** No put lasts longer than this. */
const putMsMax = hourMs

/**
 * What must not stay: conversations that nobody continued for the retention time, client tokens past theirs, contents that
 * no document names. Needs no key but for some of the last, which wait for it.
 */
export function sweepJob(room: QBusinessRoom): JobHandler {
  return {
    async run(_payload, { signal }) {
      const before = room.now() - room.settings.conversationRetentionDays * dayMs
      for (const scopeId of await applicationScopes(room)) {
        if (signal.aborted) return room.now()
        const scope = await findScopeById(room, scopeId)
        if (scope === null) continue
        await removeInactive(scope, before)
        await removeLeftOver(scope, room.now() - putMsMax)
      }
      await forgetTokens(room, 'qbusiness', room.now() - room.settings.idempotencyHours * hourMs)
      return room.now() + room.settings.sweepIntervalMs
    },
  }
}

async function applicationScopes(room: QBusinessRoom): Promise<readonly string[]> {
  const rows = await room.storage.database
    .selectFrom('resource')
    .select('scope_id')
    .where('service', '=', 'qbusiness')
    .where('kind', '=', 'application')
    .execute()
  return rows.map((row) => row.scope_id)
}

async function removeInactive(scope: Scope, before: number): Promise<void> {
  let after: string | undefined
  for (;;) {
    const conversations = await scope.records.outlines('conversation', { limit: chunk, after })
    for (const { id, updatedAt } of conversations) if (updatedAt < before) await removeConversation(scope, id)
    // Listed by creation: what was created later than the limit cannot be inactive for longer.
    const last = conversations.at(-1)
    if (last === undefined || conversations.length < chunk || last.createdAt >= before) return
    after = last.cursor
  }
}

async function removeLeftOver(scope: Scope, before: number): Promise<void> {
  try {
    await sweepContents(scope, before)
  } catch (error) {
    if (!(error instanceof KeyUnavailableError)) throw error
  }
}
