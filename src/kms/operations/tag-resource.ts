import type { TagResourceRequest } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import type { Tx } from '../../storage/storage.ts'
import { requestTagConditionKeys } from '../condition-keys.ts'
import { missingMember, tagError } from '../errors.ts'
import { requireKeyState } from '../key-state.ts'
import { type KeyTag, parseTags, tagsMax } from '../key-tags.ts'
import type { Kms } from '../kms.ts'
import { changeKey } from '../kms-key.ts'
import { requireKey } from '../require-key.ts'
import { lowerCamelMembers, noteKeyIdResponse, present } from '../trail-record.ts'

/** Adds tags; a tag key that is there already gets the new value and keeps its place. */
export const tagResource: Operation<Kms, TagResourceRequest, void> = {
  readOnly: false,
  recordRequest: (input) => present({ keyId: input.KeyId, tags: lowerCamelMembers(input.Tags) }),
  async handle(kms, call, input) {
    if (input.KeyId === undefined) throw missingMember('keyId')
    if (input.Tags === undefined) throw missingMember('tags')
    const tags = parseTags(input.Tags)
    const key = await requireKey(kms, call, 'TagResource', {
      keyIdentifier: input.KeyId,
      conditionKeys: requestTagConditionKeys(tags),
    })
    requireKeyState('TagResource', key)
    await changeKey(kms, key.arn, 'TagResource', (tx) => putTags(tx, key.arn, tags))
    noteKeyIdResponse(call, key.arn)
  },
}

async function putTags(tx: Tx, keyArn: string, tags: readonly KeyTag[]): Promise<void> {
  const stored = await tx
    .selectFrom('kms_key_tag')
    .select(['tag_key', 'position'])
    .where('key_arn', '=', keyArn)
    .orderBy('position')
    .execute()
  const storedKeys = new Set(stored.map((tag) => tag.tag_key))
  const added = tags.filter((tag) => !storedKeys.has(tag.key))
  if (stored.length + added.length > tagsMax) throw tagError('Too many tags')
  for (const tag of tags.filter(({ key }) => storedKeys.has(key))) {
    await tx
      .updateTable('kms_key_tag')
      .set({ tag_value: tag.value })
      .where('key_arn', '=', keyArn)
      .where('tag_key', '=', tag.key)
      .execute()
  }
  const next = (stored.at(-1)?.position ?? -1) + 1
  for (const [index, tag] of added.entries()) {
    await tx
      .insertInto('kms_key_tag')
      .values({ key_arn: keyArn, tag_key: tag.key, tag_value: tag.value, position: next + index })
      .execute()
  }
}
