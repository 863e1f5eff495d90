import type { Tag } from '@aws-sdk/client-qbusiness'
import { readTags as read, type Tags } from '../../resources/tags.ts'
import { fieldInvalid, quotaExceeded } from './errors.ts'
import type { QBusinessRoom } from './room.ts'

/** @throws ValidationException on a key given twice or of AWS's own, ServiceQuotaExceededException. */
export function readTags(room: QBusinessRoom, tags: readonly Tag[] | undefined, before?: Tags): Tags {
  return read(
    {
      max: room.settings.tagsPerResourceMax,
      invalid: (message) => fieldInvalid('tags', message),
      tooMany: (max) => quotaExceeded('Tag', 'tags', `${max} tags a resource`),
    },
    tags,
    before,
  )
}
