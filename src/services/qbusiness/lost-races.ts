import type { RaceErrors } from '../../resources/lost-races.ts'
import { conflict, resourceMissing } from './errors.ts'

interface Named {
  readonly applicationId?: unknown
}

export const lostRaces: RaceErrors = {
  gone: ({ applicationId }: Named) => resourceMissing('Application', String(applicationId ?? '')),
  changed: ({ applicationId }: Named) =>
    conflict(
      'Application',
      String(applicationId ?? ''),
      'Another request changed the same thing first. Try again.',
    ),
}
