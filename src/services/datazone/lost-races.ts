import type { RaceErrors } from '../../resources/lost-races.ts'
import { changedMeanwhile, resourceMissing } from './errors.ts'

interface Named {
  readonly domainIdentifier?: unknown
  readonly identifier?: unknown
}

export const lostRaces: RaceErrors = {
  gone: ({ domainIdentifier, identifier }: Named) =>
    resourceMissing('Domain', String(domainIdentifier ?? identifier ?? '')),
  changed: () => changedMeanwhile('resource'),
}
