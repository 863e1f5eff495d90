/** What a value breaks, in the words of AWS's ValidationException (kms: recorded answers; elsewhere the same generator). */

export interface Violation {
  /** `tags.1.member.tagKey` */
  readonly path: string
  /** `Value '…' at 'tags.1.member.tagKey' failed to satisfy constraint: Member must have length …` */
  readonly text: string
  /** The same without the value, for where it must not be kept. */
  readonly textWithoutValue: string
}

/** A hostile request may break a rule in each of its members; the answer stays readable. */
export const violationsMax = 32

/** AWS repeats values whole; one beyond this length only makes the answer as long as the request. In UTF-16 units. */
const shownCharsMax = 1024

export class Violations {
  readonly list: Violation[] = []
  private readonly echoesValues: boolean

  constructor(echoesValues: boolean) {
    this.echoesValues = echoesValues
  }

  get isFull(): boolean {
    return this.list.length >= violationsMax
  }

  /**
   * `shown` is null for values that may not be repeated: blobs, sensitive members, structures. Those that are too long are
   * not repeated either.
   */
  add(path: string, shown: string | null, rule: string): void {
    if (this.isFull) return
    const rest = `at '${path}' failed to satisfy constraint: ${rule}`
    const isShown = shown !== null && this.echoesValues && shown.length <= shownCharsMax
    const value = isShown ? `Value '${shown}'` : 'Value'
    this.list.push({ path, text: `${value} ${rest}`, textWithoutValue: `Value ${rest}` })
  }

  addMissing(path: string): void {
    if (this.isFull) return
    const text = `Value null at '${path}' failed to satisfy constraint: Member must not be null`
    this.list.push({ path, text, textWithoutValue: text })
  }
}

/** `2 validation errors detected: …; …` */
export function violationsMessage(texts: readonly string[]): string {
  const count = texts.length
  const noun = count === 1 ? 'validation error' : 'validation errors'
  return `${count} ${noun} detected: ${texts.join('; ')}`
}

/** Members are lower camel case in paths whatever their case on the wire: `KeyId` → `keyId`. */
export function pathName(member: string): string {
  return member.charAt(0).toLowerCase() + member.slice(1)
}
