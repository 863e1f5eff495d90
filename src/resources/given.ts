import { invariant } from '../call/aws-error.ts'

/** A member that the API model requires: the gateway's validator has refused requests without it. */
export function given<T>(value: T | undefined, member: string): T {
  invariant(value !== undefined, `${member} passed validation without a value`)
  return value
}
