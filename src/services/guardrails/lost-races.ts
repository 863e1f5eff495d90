import type { RaceErrors } from '../../resources/lost-races.ts'
import { changedMeanwhile, guardrailMissing } from './errors.ts'

interface Named {
  readonly guardrailIdentifier?: unknown
  readonly resourceARN?: unknown
}

export const lostRaces: RaceErrors = {
  gone: ({ guardrailIdentifier, resourceARN }: Named) =>
    guardrailMissing(String(guardrailIdentifier ?? resourceARN ?? '')),
  changed: changedMeanwhile,
}
