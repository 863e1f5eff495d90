/** What finds one kind of personal data in a folded text. */
export type Detector = (text: string) => Iterable<Found>

export interface Found {
  /** UTF-16 offsets in the folded text, `end` exclusive. */
  readonly start: number
  readonly end: number
  /**
   * How sure the detector is: decides between kinds that claim the same characters. `checked`: form and check digit, or a
   * form that nothing else has; `labelled`: a word beside it says what it is; `shaped`: it looks like one.
   */
  readonly certainty: Certainty
}

export type Certainty = 'checked' | 'labelled' | 'shaped'

/** Every match of `pattern` (flags `g`, and `d` when it has a group `value`) that `accept` takes. */
export function* matches(
  text: string,
  pattern: RegExp,
  certainty: Certainty,
  accept: (value: string, match: RegExpExecArray) => boolean = () => true,
): Iterable<Found> {
  for (const match of text.matchAll(pattern)) {
    const value = match.groups?.value
    const [start, end] = match.indices?.groups?.value ?? [match.index, match.index + match[0].length]
    if (end > start && accept(value ?? match[0], match)) yield { start, end, certainty }
  }
}

/** Words and signs that may stand between a label and its value: `PIN code is: "`. Short, so that a scan stays linear. */
const between = String.raw`(?:[\s:=#\-.,;"'()*_>|/]|\b(?:is|was|are|no|num|nr|number|numbers|code|id|the|my|our|your|his|her|their|of|to|as|set|be|will|for|it|it's|changed|account|acct|card|field|value|currently|now|new)\b){1,12}`

/**
 * A value that a label stands before: `passport no. 123456789`. `labels` and `value` are the insides of a regular
 * expression, read without case; the value ends at the end of a word.
 */
export function labelled(labels: string, value: string): RegExp {
  return new RegExp(
    String.raw`(?<![\p{L}\p{N}])(?:${labels})(?![\p{L}\p{N}])${between}(?<value>${value})(?![\p{L}\p{N}])`,
    'dgiu',
  )
}

/** Whether one of `words` (a regular expression without flags `g` and `y`) stands within `reach` characters before or after. */
export function near(text: string, start: number, end: number, words: RegExp, reach = 60): boolean {
  return words.test(text.slice(Math.max(0, start - reach), start)) || words.test(text.slice(end, end + reach))
}

export function digitsOf(text: string): string {
  return text.replace(/\D/g, '')
}
