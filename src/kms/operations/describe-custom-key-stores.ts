import type { DescribeCustomKeyStoresRequest, DescribeCustomKeyStoresResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { authorizeStores } from '../custom-key-stores.ts'
import { customKeyStoreNotFound, invalidMarker, validation } from '../errors.ts'
import type { Kms } from '../kms.ts'
import { present } from '../trail-record.ts'

/** The custom key stores of the caller's account and Region: none, see custom-key-stores.ts. */
export const describeCustomKeyStores: Operation<
  Kms,
  DescribeCustomKeyStoresRequest,
  DescribeCustomKeyStoresResponse
> = {
  readOnly: true,
  recordRequest: (input) =>
    present({
      customKeyStoreId: input.CustomKeyStoreId,
      customKeyStoreName: input.CustomKeyStoreName,
      limit: input.Limit,
      marker: input.Marker,
    }),
  async handle(kms, call, input) {
    if (input.CustomKeyStoreId !== undefined && input.CustomKeyStoreName !== undefined) {
      throw validation('You cannot specify both CustomKeyStoreId and CustomKeyStoreName.')
    }
    await authorizeStores(kms, call, 'DescribeCustomKeyStores')
    const named = input.CustomKeyStoreId ?? input.CustomKeyStoreName
    if (named !== undefined) throw customKeyStoreNotFound(named)
    // No answer ever had a marker.
    if (input.Marker !== undefined) throw invalidMarker()
    return { CustomKeyStores: [], Truncated: false }
  },
}
