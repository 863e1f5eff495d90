import type { UntagResourceRequest } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { missingMember } from '../errors.ts'
import { requireKeyState } from '../key-state.ts'
import { requireUnreserved } from '../key-tags.ts'
import type { Kms } from '../kms.ts'
import { changeKey } from '../kms-key.ts'
import { requireKey } from '../require-key.ts'
import { noteKeyIdResponse, present } from '../trail-record.ts'

/** Removes tags. A tag key that the key does not have is passed over. */
export const untagResource: Operation<Kms, UntagResourceRequest, void> = {
  readOnly: false,
  recordRequest: (input) => present({ keyId: input.KeyId, tagKeys: input.TagKeys }),
  async handle(kms, call, input) {
    if (input.KeyId === undefined) throw missingMember('keyId')
    if (input.TagKeys === undefined) throw missingMember('tagKeys')
    const tagKeys = input.TagKeys
    requireUnreserved(tagKeys)
    const key = await requireKey(kms, call, 'UntagResource', {
      keyIdentifier: input.KeyId,
      conditionKeys: tagKeys.length === 0 ? {} : { 'aws:TagKeys': tagKeys },
    })
    requireKeyState('UntagResource', key)
    await changeKey(kms, key.arn, 'UntagResource', async (tx) => {
      const doomed = key.tags.map((tag) => tag.key).filter((tagKey) => tagKeys.includes(tagKey))
      if (doomed.length === 0) return
      await tx
        .deleteFrom('kms_key_tag')
        .where('key_arn', '=', key.arn)
        .where('tag_key', 'in', doomed)
        .execute()
    })
    noteKeyIdResponse(call, key.arn)
  },
}
