import type { GetEnvironmentBlueprintInput, GetEnvironmentBlueprintOutput } from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import { blueprintView, getBlueprint } from '../blueprints.ts'
import { enterDomain } from '../domain.ts'
import type { DataZoneOperation } from '../room.ts'

export const getEnvironmentBlueprint: DataZoneOperation<
  GetEnvironmentBlueprintInput,
  GetEnvironmentBlueprintOutput
> = {
  readOnly: true,
  recordRequest: shown(['domainIdentifier', 'identifier']),
  async handle(room, call, input) {
    const domainId = given(input.domainIdentifier, 'domainIdentifier')
    const { record } = await enterDomain(room, call, domainId)
    return blueprintView(getBlueprint(domainId, given(input.identifier, 'identifier')), record.createdAt)
  },
}
