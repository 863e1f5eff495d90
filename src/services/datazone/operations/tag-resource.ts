import type { TagResourceRequest, TagResourceResponse } from '@aws-sdk/client-datazone'
import type { Call } from '../../../call/call.ts'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import { requestTagContext, tagList } from '../../../resources/tags.ts'
import { parseDomainArn } from '../arns.ts'
import type { DomainBody } from '../bodies.ts'
import { changeRecord } from '../change-record.ts'
import { type OpenDomain, openDomain } from '../domain.ts'
import { invalid, resourceMissing } from '../errors.ts'
import type { DataZoneOperation, DataZoneRoom } from '../room.ts'
import { readTags } from '../tags.ts'

export const tagResource: DataZoneOperation<TagResourceRequest, TagResourceResponse> = {
  readOnly: false,
  recordRequest: shown(['resourceArn'], ['tags']),
  async handle(room, call, input) {
    const resource = given(input.resourceArn, 'resourceArn')
    const context = requestTagContext(tagList(input.tags))
    await room.iam.authorize(call, { action: 'datazone:TagResource', resource, context })
    const { scope, domainId } = await openTagged(room, call, resource)
    await changeRecord<DomainBody>(scope.records, 'domain', domainId, ({ body }) => ({
      body: { ...body, tags: readTags(room, input.tags, body.tags) },
    }))
    return {}
  },
}

/** Only domains have tags that IAM sees; a project's `resourceTags` are members of the project. */
export async function openTagged(room: DataZoneRoom, call: Call, resourceArn: string): Promise<OpenDomain> {
  const place = parseDomainArn(resourceArn)
  if (place === null) throw invalid('resourceArn: it is not the ARN of a domain.')
  const own = place.accountId === call.principal.accountId && place.region === call.region
  if (!own) throw resourceMissing('Domain', place.domainId)
  return openDomain(room, call, place.domainId)
}
