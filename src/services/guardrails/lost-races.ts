import type { RaceErrors } from '../../resources/lost-races.ts'
import { changedMeanwhile } from './errors.ts'

export const lostRaces: RaceErrors = {
  // Deleted, or put under another key: asking again tells which.
  gone: changedMeanwhile,
  changed: changedMeanwhile,
}
