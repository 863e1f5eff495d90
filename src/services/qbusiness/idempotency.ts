import { createIdempotency } from '../../resources/idempotency.ts'
import { tokenReused } from './errors.ts'

export const { claim, once } = createIdempotency(tokenReused)
