import type {
  ListKeyRotationsRequest,
  ListKeyRotationsResponse,
  RotationsListEntry,
} from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { missingMember } from '../errors.ts'
import { requireKeyState } from '../key-state.ts'
import type { Kms } from '../kms.ts'
import { page } from '../page.ts'
import { requireKey } from '../require-key.ts'
import { requireRotatableKind } from '../rotate-key.ts'
import { listRotations } from '../rotations.ts'
import { present } from '../trail-record.ts'

/** Completed rotations, oldest first; with ALL_KEY_MATERIAL also the first material before them and pending after. */
export const listKeyRotations: Operation<Kms, ListKeyRotationsRequest, ListKeyRotationsResponse> = {
  readOnly: true,
  recordRequest: (input) =>
    present({
      keyId: input.KeyId,
      includeKeyMaterial: input.IncludeKeyMaterial,
      limit: input.Limit,
      marker: input.Marker,
    }),
  async handle(kms, call, input) {
    if (input.KeyId === undefined) throw missingMember('keyId')
    const key = await requireKey(kms, call, 'ListKeyRotations', { keyIdentifier: input.KeyId })
    requireKeyState('ListKeyRotations', key)
    requireRotatableKind(key)
    const include = input.IncludeKeyMaterial ?? 'ROTATIONS_ONLY'
    const rule = { default: 100, max: 1000, scope: [key.arn, include] }
    const { items, ...rest } = await page<RotationsListEntry>(
      kms,
      call,
      input,
      rule,
      async (after, count) => {
        const all = await listRotations(kms, key, { allMaterial: include === 'ALL_KEY_MATERIAL' })
        const start = after === null ? 0 : all.findIndex((entry) => entry.KeyMaterialId === after) + 1
        return all
          .slice(start, start + count)
          .map((entry) => ({ item: entry, position: entry.KeyMaterialId as string }))
      },
    )
    return { Rotations: [...items], ...rest }
  },
}
