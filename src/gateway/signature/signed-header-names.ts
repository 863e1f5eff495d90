import { remembered } from '../../call/remembered.ts'

/**
 * The names in `SignedHeaders=a;b;c`. Null unless they are sorted and none is repeated, as the specification has it:
 * repeated names would let the canonical request grow without bound.
 */
export const signedHeaderNames: (text: string) => readonly string[] | null = remembered(
  (text) => {
    const names = text.split(';')
    for (let i = 1; i < names.length; i++) if ((names[i] as string) <= (names[i - 1] as string)) return null
    return names
  },
  256,
  1024,
)
