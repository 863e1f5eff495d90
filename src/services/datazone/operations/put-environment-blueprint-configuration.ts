import type {
  PutEnvironmentBlueprintConfigurationInput,
  PutEnvironmentBlueprintConfigurationOutput,
} from '@aws-sdk/client-datazone'
import { RecordExistsError } from '../../../envelope/envelope.ts'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import { type BlueprintConfiguration, configurationView } from '../blueprint-configurations.ts'
import { getBlueprint } from '../blueprints.ts'
import type { BlueprintConfigurationBody } from '../bodies.ts'
import { changeRecord } from '../change-record.ts'
import { enterAvailableDomain, type OpenDomain } from '../domain.ts'
import { changedMeanwhile } from '../errors.ts'
import { requireRecordSize } from '../record-size.ts'
import type { DataZoneOperation } from '../room.ts'

const kind = 'blueprint-configuration'

/** The whole configuration: what is not given is not in it any more. */
export const putEnvironmentBlueprintConfiguration: DataZoneOperation<
  PutEnvironmentBlueprintConfigurationInput,
  PutEnvironmentBlueprintConfigurationOutput
> = {
  readOnly: false,
  recordRequest: shown(
    [
      'domainIdentifier',
      'environmentBlueprintIdentifier',
      'enabledRegions',
      'provisioningRoleArn',
      'manageAccessRoleArn',
      'environmentRolePermissionBoundary',
    ],
    ['regionalParameters', 'globalParameters', 'provisioningConfigurations'],
  ),
  async handle(room, call, input) {
    const domainId = given(input.domainIdentifier, 'domainIdentifier')
    const blueprintId = given(input.environmentBlueprintIdentifier, 'environmentBlueprintIdentifier')
    const domain = await enterAvailableDomain(room, call, domainId)
    getBlueprint(domainId, blueprintId)
    const body: BlueprintConfigurationBody = {
      enabledRegions: given(input.enabledRegions, 'enabledRegions'),
      provisioningRoleArn: input.provisioningRoleArn,
      manageAccessRoleArn: input.manageAccessRoleArn,
      environmentRolePermissionBoundary: input.environmentRolePermissionBoundary,
      regionalParameters: input.regionalParameters,
      globalParameters: input.globalParameters,
      provisioningConfigurations: input.provisioningConfigurations,
    }
    requireRecordSize(room, body)
    return configurationView(domainId, await put(domain, blueprintId, body))
  },
}

async function put(
  { scope: { records } }: OpenDomain,
  id: string,
  body: BlueprintConfigurationBody,
): Promise<BlueprintConfiguration> {
  const change = () => changeRecord<BlueprintConfigurationBody>(records, kind, id, () => ({ body }))
  const changed = await change()
  if (changed !== null) return changed
  try {
    return await records.create({ kind, id, status: 'ACTIVE', body })
  } catch (error) {
    if (!(error instanceof RecordExistsError)) throw error
    const other = await change()
    if (other === null) throw changedMeanwhile('configuration')
    return other
  }
}
