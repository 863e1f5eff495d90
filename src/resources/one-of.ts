import { invariant } from '../call/aws-error.ts'

/** Statuses and types rest as text; the wire's unions are narrower. A value outside them is a broken record. */
export function oneOf<Value extends string>(values: readonly Value[]): (text: string) => Value {
  return (text) => {
    const value = values.find((candidate) => candidate === text)
    invariant(value !== undefined, 'a stored status or type is not one of the API')
    return value
  }
}
