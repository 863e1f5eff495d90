import type { CreateCustomKeyStoreRequest, CreateCustomKeyStoreResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { authorizeStores } from '../custom-key-stores.ts'
import { cloudHsmClusterNotFound, missingMember, unsupported, validation } from '../errors.ts'
import type { Kms } from '../kms.ts'
import { present } from '../trail-record.ts'

const cloudHsmMembers = ['CloudHsmClusterId', 'TrustAnchorCertificate', 'KeyStorePassword'] as const
const externalMembers = [
  'XksProxyConnectivity',
  'XksProxyUriEndpoint',
  'XksProxyUriPath',
  'XksProxyAuthenticationCredential',
] as const

/** There is no CloudHSM cluster to connect to, and no external key store proxy is spoken to yet: refused, by type. */
export const createCustomKeyStore: Operation<Kms, CreateCustomKeyStoreRequest, CreateCustomKeyStoreResponse> =
  {
    readOnly: false,
    // Neither password nor credential.
    recordRequest: (input) =>
      present({
        customKeyStoreName: input.CustomKeyStoreName,
        customKeyStoreType: input.CustomKeyStoreType,
        clusterId: input.CloudHsmClusterId,
        xksProxyConnectivity: input.XksProxyConnectivity,
        xksProxyUriEndpoint: input.XksProxyUriEndpoint,
        xksProxyUriPath: input.XksProxyUriPath,
        xksProxyVpcEndpointServiceName: input.XksProxyVpcEndpointServiceName,
        xksProxyVpcEndpointServiceOwner: input.XksProxyVpcEndpointServiceOwner,
      }),
    recordResponse: (output) => present({ customKeyStoreId: output.CustomKeyStoreId }),
    async handle(kms, call, input) {
      if (input.CustomKeyStoreName === undefined) throw missingMember('customKeyStoreName')
      const isExternal = input.CustomKeyStoreType === 'EXTERNAL_KEY_STORE'
      const [needed, foreign] = isExternal
        ? [externalMembers, cloudHsmMembers]
        : [cloudHsmMembers, externalMembers]
      const type = isExternal ? 'EXTERNAL_KEY_STORE' : 'AWS_CLOUDHSM'
      for (const member of foreign) {
        if (input[member] !== undefined)
          throw validation(`${member} cannot be specified for a custom key store of type ${type}.`)
      }
      for (const member of needed) {
        if (input[member] === undefined)
          throw validation(`${member} is required for a custom key store of type ${type}.`)
      }
      await authorizeStores(kms, call, 'CreateCustomKeyStore')
      if (isExternal) throw unsupported('External key stores are not supported.')
      throw cloudHsmClusterNotFound(input.CloudHsmClusterId ?? '')
    },
  }
