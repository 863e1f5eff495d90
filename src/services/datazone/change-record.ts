import { createRecordChanges } from '../../resources/change-record.ts'
import { changedMeanwhile } from './errors.ts'

export const { changeRecord } = createRecordChanges((kind) => changedMeanwhile(kind))
