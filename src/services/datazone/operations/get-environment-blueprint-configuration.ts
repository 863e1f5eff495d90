import type {
  GetEnvironmentBlueprintConfigurationInput,
  GetEnvironmentBlueprintConfigurationOutput,
} from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import { configurationView } from '../blueprint-configurations.ts'
import type { BlueprintConfigurationBody } from '../bodies.ts'
import { enterDomain } from '../domain.ts'
import { resourceMissing } from '../errors.ts'
import type { DataZoneOperation } from '../room.ts'

export const getEnvironmentBlueprintConfiguration: DataZoneOperation<
  GetEnvironmentBlueprintConfigurationInput,
  GetEnvironmentBlueprintConfigurationOutput
> = {
  readOnly: true,
  recordRequest: shown(['domainIdentifier', 'environmentBlueprintIdentifier']),
  async handle(room, call, input) {
    const domainId = given(input.domainIdentifier, 'domainIdentifier')
    const { scope } = await enterDomain(room, call, domainId)
    const id = given(input.environmentBlueprintIdentifier, 'environmentBlueprintIdentifier')
    const found = await scope.records.get<BlueprintConfigurationBody>('blueprint-configuration', id)
    if (found === null) throw resourceMissing('Environment blueprint configuration', id)
    return configurationView(domainId, found)
  },
}
