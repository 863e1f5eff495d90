import type {
  DeleteEnvironmentBlueprintConfigurationInput,
  DeleteEnvironmentBlueprintConfigurationOutput,
} from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import { enterAvailableDomain } from '../domain.ts'
import type { DataZoneOperation } from '../room.ts'

/** Knows no ResourceNotFoundException for the configuration: deleting what is not there is done. */
export const deleteEnvironmentBlueprintConfiguration: DataZoneOperation<
  DeleteEnvironmentBlueprintConfigurationInput,
  DeleteEnvironmentBlueprintConfigurationOutput
> = {
  readOnly: false,
  recordRequest: shown(['domainIdentifier', 'environmentBlueprintIdentifier']),
  async handle(room, call, input) {
    const { scope } = await enterAvailableDomain(
      room,
      call,
      given(input.domainIdentifier, 'domainIdentifier'),
    )
    const id = given(input.environmentBlueprintIdentifier, 'environmentBlueprintIdentifier')
    await scope.records.delete('blueprint-configuration', [id])
    return {}
  },
}
