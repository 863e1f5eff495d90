import type { EnvironmentBlueprintConfigurationItem } from '@aws-sdk/client-datazone'
import type { SealedRecord } from '../../envelope/envelope.ts'
import type { BlueprintConfigurationBody } from './bodies.ts'

export type BlueprintConfiguration = SealedRecord<BlueprintConfigurationBody>

/** Without `globalParameters`: no answer of the API has a member for them. */
export function configurationView(
  domainId: string,
  { id, body, createdAt, updatedAt }: BlueprintConfiguration,
): EnvironmentBlueprintConfigurationItem {
  const parameters = Object.entries(body.regionalParameters ?? {})
  return {
    domainId,
    environmentBlueprintId: id,
    provisioningRoleArn: body.provisioningRoleArn,
    environmentRolePermissionBoundary: body.environmentRolePermissionBoundary,
    manageAccessRoleArn: body.manageAccessRoleArn,
    enabledRegions: [...body.enabledRegions],
    regionalParameters: Object.fromEntries(parameters.map(([region, values]) => [region, { ...values }])),
    provisioningConfigurations: [...(body.provisioningConfigurations ?? [])],
    createdAt: new Date(createdAt),
    updatedAt: new Date(updatedAt),
  }
}
