/** Answers of the CloudTrail API, in one place. */

import { AwsError } from '../call/aws-error.ts'

export function invalidLookupAttributes(): AwsError {
  return new AwsError(
    'InvalidLookupAttributesException',
    'Lookup attributes can contain only one item, with a valid key and value.',
  )
}

export function invalidTimeRange(): AwsError {
  return new AwsError('InvalidTimeRangeException', 'The start time must be before the end time.')
}

export function invalidMaxResults(): AwsError {
  return new AwsError('InvalidMaxResultsException', 'MaxResults must be between 1 and 50.')
}

export function invalidNextToken(): AwsError {
  return new AwsError(
    'InvalidNextTokenException',
    'The token is invalid, or was given with other parameters than before.',
  )
}

export function invalidEventCategory(): AwsError {
  return new AwsError(
    'InvalidEventCategoryException',
    'The event category is invalid: the only one that can be asked for is insight.',
  )
}
