import type { GetProjectInput, GetProjectOutput } from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import { enterDomain } from '../domain.ts'
import { getProject as getRecord, projectView } from '../projects.ts'
import type { DataZoneOperation } from '../room.ts'

export const getProject: DataZoneOperation<GetProjectInput, GetProjectOutput> = {
  readOnly: true,
  recordRequest: shown(['domainIdentifier', 'identifier']),
  async handle(room, call, input) {
    const domainId = given(input.domainIdentifier, 'domainIdentifier')
    const domain = await enterDomain(room, call, domainId)
    return projectView(domainId, await getRecord(domain, given(input.identifier, 'identifier')))
  },
}
