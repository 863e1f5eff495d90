import type { GetFormTypeInput, GetFormTypeOutput } from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import { formTypeView, getFormType as getType } from '../asset-types.ts'
import { enterDomain } from '../domain.ts'
import type { DataZoneOperation } from '../room.ts'

export const getFormType: DataZoneOperation<GetFormTypeInput, GetFormTypeOutput> = {
  readOnly: true,
  recordRequest: shown(['domainIdentifier', 'revision'], ['formTypeIdentifier']),
  async handle(room, call, input) {
    const domainId = given(input.domainIdentifier, 'domainIdentifier')
    const { record } = await enterDomain(room, call, domainId)
    const type = getType(domainId, given(input.formTypeIdentifier, 'formTypeIdentifier'), input.revision)
    return formTypeView(domainId, type, record.createdAt)
  },
}
