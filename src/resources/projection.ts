/** What the trail may know: named plain members as they are, named sealed members only by their presence. */

export const hidden = 'HIDDEN_DUE_TO_SECURITY_REASONS'

type Members<Input> = readonly (keyof Input & string)[]

export function shown<Input extends object>(
  plain: Members<Input>,
  sealed: Members<Input> = [],
): (input: Input) => Readonly<Record<string, unknown>> {
  return (input) => {
    const projected: Record<string, unknown> = {}
    for (const name of plain) if (input[name] !== undefined) projected[name] = input[name]
    for (const name of sealed) if (input[name] !== undefined) projected[name] = hidden
    return projected
  }
}
