import { keyedId } from '../../resources/keyed-id.ts'
import type { Membership } from './access-list.ts'
import type { OpenApplication } from './application.ts'
import type { GroupBody } from './bodies.ts'
import type { ChatUser } from './chat-user.ts'

// Groups nest; a walk opens at most so many of them for one question about one group.
const groupsPerWalkMax = 1_000

/** The record id of a group: its name is unique within its index, or within its data source. */
export function groupRecordId(
  secret: string,
  indexId: string,
  dataSourceId: string | null,
  groupName: string,
): string {
  return keyedId(secret, 'group', [indexId, dataSourceId ?? '', groupName])
}

/**
 * What a user belongs to, in one index: the groups named with the question (they are groups of the whole index) and
 * those that PutGroup defined, nested ones included. Opens only the groups that access lists name.
 */
export function membershipOf(
  { scope, secret }: OpenApplication,
  indexId: string,
  user: ChatUser,
): Membership {
  const known = new Map<string, Promise<boolean>>()
  const walk = async (groupName: string, dataSourceId: string | null): Promise<boolean> => {
    const waiting: { name: string; dataSourceId: string | null }[] = [{ name: groupName, dataSourceId }]
    const seen = new Set<string>()
    for (
      let group = waiting.pop();
      group !== undefined && seen.size < groupsPerWalkMax;
      group = waiting.pop()
    ) {
      const { name, dataSourceId: source } = group
      if (source === null && user.groups.has(name)) return true
      const id = groupRecordId(secret, indexId, source, name)
      if (seen.has(id)) continue
      seen.add(id)
      const members = (await scope.records.get<GroupBody>('group', id))?.body.members
      if (user.userId !== null && members?.memberUsers?.some(({ userId }) => userId === user.userId))
        return true
      for (const { groupName: nested, type } of members?.memberGroups ?? []) {
        // A group of a data source means nothing inside a group of the whole index.
        if (nested === undefined || (type === 'DATASOURCE' && source === null)) continue
        waiting.push({ name: nested, dataSourceId: type === 'DATASOURCE' ? source : null })
      }
    }
    return false
  }
  return {
    userId: user.userId,
    inGroup: (groupName, dataSourceId) => {
      const key = groupRecordId(secret, indexId, dataSourceId, groupName)
      const answer = known.get(key) ?? walk(groupName, dataSourceId)
      known.set(key, answer)
      return answer
    },
  }
}
