import { readTags as read, type Tags, tagList } from '../../resources/tags.ts'
import { invalid, quotaExceeded } from './errors.ts'
import type { DataZoneRoom } from './room.ts'

/** @throws ValidationException on a key of AWS's own, ServiceQuotaExceededException. */
export function readTags(room: DataZoneRoom, tags: Tags | undefined, before?: Tags): Tags {
  return read(
    {
      max: room.settings.tagsPerResourceMax,
      invalid,
      tooMany: (max) => quotaExceeded(`${max} tags a resource`),
    },
    tagList(tags),
    before,
  )
}
