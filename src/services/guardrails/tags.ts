import { readTags as read, type TagPair, type Tags } from '../../resources/tags.ts'
import { memberInvalid, tooManyTags } from './errors.ts'
import type { GuardrailsRoom } from './room.ts'

/** @throws ValidationException on a key given twice or of AWS's own, TooManyTagsException. */
export function readTags(
  room: GuardrailsRoom,
  arn: string,
  tags: readonly TagPair[] | undefined,
  before?: Tags,
): Tags {
  return read(
    {
      max: room.settings.tagsPerResourceMax,
      invalid: (message) => memberInvalid('tags', message),
      tooMany: (max) => tooManyTags(arn, max),
    },
    tags,
    before,
  )
}
