import { createRecordChanges } from '../../resources/change-record.ts'
import { conflict } from './errors.ts'

export const { changeRecord, changeStatuses } = createRecordChanges((kind, id) =>
  conflict(kind, id, `The ${kind} ${id} is being changed by other requests. Try again.`),
)
