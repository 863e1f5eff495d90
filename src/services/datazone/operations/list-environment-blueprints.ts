import type {
  ListEnvironmentBlueprintsInput,
  ListEnvironmentBlueprintsOutput,
} from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import { blueprintSummary, blueprintsOf } from '../blueprints.ts'
import { enterDomain } from '../domain.ts'
import { pageToken, readPageToken } from '../lists.ts'
import type { DataZoneOperation } from '../room.ts'

/** All blueprints here are managed: asked for those of the account's own, there are none. */
export const listEnvironmentBlueprints: DataZoneOperation<
  ListEnvironmentBlueprintsInput,
  ListEnvironmentBlueprintsOutput
> = {
  readOnly: true,
  recordRequest: shown(['domainIdentifier', 'maxResults', 'managed'], ['name']),
  async handle(room, call, input) {
    const domainId = given(input.domainIdentifier, 'domainIdentifier')
    const { record, secret } = await enterDomain(room, call, domainId)
    const { name } = input
    const blueprints = input.managed === false ? [] : blueprintsOf(domainId)
    const wanted = blueprints.filter((blueprint) => name === undefined || blueprint.name === name)
    const binding = {
      secret,
      request: ['ListEnvironmentBlueprints', name ?? '', String(input.managed ?? '')],
    }
    const start = Number(readPageToken(binding, input.nextToken) ?? 0)
    const end = start + (input.maxResults ?? 50)
    return {
      items: wanted.slice(start, end).map((blueprint) => blueprintSummary(blueprint, record.createdAt)),
      nextToken: end < wanted.length ? pageToken(binding, String(end)) : undefined,
    }
  },
}
