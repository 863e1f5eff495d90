/**
 * Custom key stores: no account has one here yet. Their operations are authorized and checked as AWS does, and answer that
 * the store does not exist.
 */

import type { Call } from '../call/call.ts'
import type { Operation } from '../call/operation.ts'
import { customKeyStoreNotFound, missingMember } from './errors.ts'
import type { Kms } from './kms.ts'
import { present } from './trail-record.ts'

/** Operations on stores are a matter of identity policies alone. @throws AccessDeniedException */
export function authorizeStores(kms: Kms, call: Call, operation: string): Promise<void> {
  const context = { 'kms:CallerAccount': call.principal.accountId }
  return kms.iam.authorize(call, { action: `kms:${operation}`, resource: '*', context })
}

interface StoreRequest {
  CustomKeyStoreId: string | undefined
  NewCustomKeyStoreName?: string | undefined
  CloudHsmClusterId?: string | undefined
  XksProxyUriEndpoint?: string | undefined
  XksProxyUriPath?: string | undefined
  XksProxyVpcEndpointServiceName?: string | undefined
  XksProxyVpcEndpointServiceOwner?: string | undefined
  XksProxyConnectivity?: string | undefined
}

/** An operation on a store that must exist, and does not. */
export function onCustomKeyStore(operation: string): Operation<Kms, StoreRequest, Record<string, never>> {
  return {
    readOnly: false,
    // Neither password nor credential.
    recordRequest: (input) =>
      present({
        customKeyStoreId: input.CustomKeyStoreId,
        newCustomKeyStoreName: input.NewCustomKeyStoreName,
        clusterId: input.CloudHsmClusterId,
        xksProxyUriEndpoint: input.XksProxyUriEndpoint,
        xksProxyUriPath: input.XksProxyUriPath,
        xksProxyVpcEndpointServiceName: input.XksProxyVpcEndpointServiceName,
        xksProxyVpcEndpointServiceOwner: input.XksProxyVpcEndpointServiceOwner,
        xksProxyConnectivity: input.XksProxyConnectivity,
      }),
    async handle(kms, call, input) {
      if (input.CustomKeyStoreId === undefined) throw missingMember('customKeyStoreId')
      await authorizeStores(kms, call, operation)
      throw customKeyStoreNotFound(input.CustomKeyStoreId)
    },
  }
}
