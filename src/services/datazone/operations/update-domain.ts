import type { UpdateDomainInput, UpdateDomainOutput } from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import type { DomainBody } from '../bodies.ts'
import { changeRecord } from '../change-record.ts'
import { enterAvailableDomain } from '../domain.ts'
import { domainView } from '../domain-view.ts'
import { resourceMissing } from '../errors.ts'
import { requireRecordSize } from '../record-size.ts'
import type { DataZoneOperation } from '../room.ts'
import { requireName } from './create-domain.ts'

/** Members that are not given stay. The key is not among them: a domain under another key is another domain. */
export const updateDomain: DataZoneOperation<UpdateDomainInput, UpdateDomainOutput> = {
  readOnly: false,
  recordRequest: shown(
    ['identifier', 'domainExecutionRole', 'serviceRole', 'singleSignOn'],
    ['name', 'description'],
  ),
  async handle(room, call, input) {
    const domainId = given(input.identifier, 'identifier')
    if (input.name !== undefined) requireName(input.name)
    const { scope } = await enterAvailableDomain(room, call, domainId)
    const changed = await changeRecord<DomainBody>(scope.records, 'domain', domainId, (record) => {
      const body = updated(record.body, input)
      requireRecordSize(room, body)
      return { body }
    })
    if (changed === null) throw resourceMissing('Domain', domainId)
    return domainView(scope, changed)
  },
}

function updated(body: DomainBody, input: UpdateDomainInput): DomainBody {
  return {
    ...body,
    name: input.name ?? body.name,
    description: input.description ?? body.description,
    singleSignOn: input.singleSignOn ?? body.singleSignOn,
    domainExecutionRole: input.domainExecutionRole ?? body.domainExecutionRole,
    serviceRole: input.serviceRole ?? body.serviceRole,
  }
}
