import type { GetDomainInput, GetDomainOutput } from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import { enterDomain } from '../domain.ts'
import { domainView } from '../domain-view.ts'
import type { DataZoneOperation } from '../room.ts'

/** With the key out of reach the error names the key and what is wrong with it. */
export const getDomain: DataZoneOperation<GetDomainInput, GetDomainOutput> = {
  readOnly: true,
  recordRequest: shown(['identifier']),
  async handle(room, call, input) {
    const { scope, record } = await enterDomain(room, call, given(input.identifier, 'identifier'))
    return domainView(scope, record)
  },
}
