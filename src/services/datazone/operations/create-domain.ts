import type { CreateDomainInput, CreateDomainOutput } from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import { newSecret } from '../../../resources/keyed-id.ts'
import { shown } from '../../../resources/projection.ts'
import { requestFingerprint, tokenSecret } from '../../../resources/request-fingerprint.ts'
import { requestTagContext, tagList } from '../../../resources/tags.ts'
import type { DomainBody } from '../bodies.ts'
import { openDomain } from '../domain.ts'
import { domainView } from '../domain-view.ts'
import { invalid } from '../errors.ts'
import { once } from '../idempotency.ts'
import { newDomainId, newId } from '../ids.ts'
import { makeDomain } from '../make-domain.ts'
import { requireRecordSize } from '../record-size.ts'
import type { DataZoneOperation, DataZoneRoom } from '../room.ts'
import { readTags } from '../tags.ts'

/**
 * Makes the domain's encryption scope with the caller's permissions (DescribeKey and two times CreateGrant through
 * `kms:ViaService`); a key that cannot be taken fails the call, not the domain.
 */
export const createDomain: DataZoneOperation<CreateDomainInput, CreateDomainOutput> = {
  readOnly: false,
  recordRequest: shown(
    ['kmsKeyIdentifier', 'domainExecutionRole', 'serviceRole', 'domainVersion', 'singleSignOn'],
    ['name', 'description', 'tags'],
  ),
  recordResponse: shown(['id', 'arn', 'status', 'kmsKeyIdentifier', 'rootDomainUnitId', 'domainVersion']),
  async handle(room, call, input) {
    const context = requestTagContext(tagList(input.tags))
    await room.iam.authorize(call, { action: 'datazone:CreateDomain', resource: '*', context })
    const body = newDomain(room, input)
    const { clientToken, ...content } = input
    const request = {
      clientToken,
      parent: '',
      fingerprint: requestFingerprint(tokenSecret(clientToken), content),
      proposed: { domainId: newDomainId(body.domainVersion) },
    }
    const { domainId } = await once(room, call, request, async (ids) => {
      await makeDomain(room, call, ids.domainId, body, input.kmsKeyIdentifier)
      return ids
    })
    // Outside: a key that is lost just now is no reason to make another domain for the same token.
    const { scope, record } = await openDomain(room, call, domainId)
    // Times and links are not among what CreateDomain answers; the encoder leaves them out.
    return domainView(scope, record)
  },
}

function newDomain(room: DataZoneRoom, input: CreateDomainInput): DomainBody {
  const body: DomainBody = {
    name: requireName(given(input.name, 'name')),
    description: input.description,
    singleSignOn: input.singleSignOn ?? { type: 'DISABLED' },
    domainExecutionRole: input.domainExecutionRole,
    serviceRole: input.serviceRole,
    domainVersion: input.domainVersion ?? 'V1',
    rootDomainUnitId: newId(),
    tags: readTags(room, input.tags),
    secret: newSecret(),
  }
  requireRecordSize(room, body)
  return body
}

/** The model has no limits for a domain's name. @throws ValidationException when nothing is in it. */
export function requireName(name: string): string {
  if (name.trim() === '') throw invalid('name: a domain needs a name.')
  return name
}
