import type {
  ListEnvironmentBlueprintConfigurationsInput,
  ListEnvironmentBlueprintConfigurationsOutput,
} from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import { configurationView } from '../blueprint-configurations.ts'
import type { BlueprintConfigurationBody } from '../bodies.ts'
import { enterDomain } from '../domain.ts'
import { listPage } from '../lists.ts'
import type { DataZoneOperation } from '../room.ts'

/** Oldest first. */
export const listEnvironmentBlueprintConfigurations: DataZoneOperation<
  ListEnvironmentBlueprintConfigurationsInput,
  ListEnvironmentBlueprintConfigurationsOutput
> = {
  readOnly: true,
  recordRequest: shown(['domainIdentifier', 'maxResults']),
  async handle(room, call, input) {
    const domainId = given(input.domainIdentifier, 'domainIdentifier')
    const { scope, secret } = await enterDomain(room, call, domainId)
    const { page, nextToken } = await listPage<BlueprintConfigurationBody>(
      { secret, request: ['ListEnvironmentBlueprintConfigurations'] },
      { limit: input.maxResults ?? 50, nextToken: input.nextToken },
      (options) => scope.records.list('blueprint-configuration', options),
    )
    return { items: page.map((found) => configurationView(domainId, found)), nextToken }
  },
}
