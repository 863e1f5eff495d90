/** What a value breaks, in the words of AWS's ValidationException (kms: recorded answers; elsewhere the same generator). */

export interface Violation {
  /** `tags.1.member.tagKey` */
  readonly path: string
  /** `Value '…' at 'tags.1.member.tagKey' failed to satisfy constraint: Member must have length …` */
  readonly text: string
}

/** A hostile request may break a rule in each of its members; the answer stays readable. */
export const violationsMax = 32

export class Violations {
  readonly list: Violation[] = []
  private readonly echoesValues: boolean

  constructor(echoesValues: boolean) {
    this.echoesValues = echoesValues
  }

  get isFull(): boolean {
    return this.list.length >= violationsMax
  }

  /** `shown` is null for values that may not be repeated: blobs, sensitive members, structures. */
  add(path: string, shown: string | null, rule: string): void {
    if (this.isFull) return
    const value = shown === null || !this.echoesValues ? 'Value' : `Value '${shown}'`
    this.list.push({ path, text: `${value} at '${path}' failed to satisfy constraint: ${rule}` })
  }

  addMissing(path: string): void {
    if (!this.isFull) {
      this.list.push({
        path,
        text: `Value null at '${path}' failed to satisfy constraint: Member must not be null`,
      })
    }
  }
}

/** `2 validation errors detected: …; …` */
export function violationsMessage(violations: readonly Violation[]): string {
  const count = violations.length
  const noun = count === 1 ? 'validation error' : 'validation errors'
  return `${count} ${noun} detected: ${violations.map((violation) => violation.text).join('; ')}`
}

/** Members are lower camel case in paths whatever their case on the wire: `KeyId` → `keyId`. */
export function pathName(member: string): string {
  return member.charAt(0).toLowerCase() + member.slice(1)
}
