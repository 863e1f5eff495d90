/** Names and tags are written by whoever can make a resource: here they become text that is only text. */

/**
 * Characters that steer a terminal or turn text around instead of being seen (UAX #9, UTS #55), and line ends: control
 * characters, bidirectional and zero-width formatting, line and paragraph separators, tags.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/** One line on which every character can be seen: others show as `\u{202e}`; half a surrogate pair as U+FFFD. */
export function visible(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\n\r\t]+/gu, ' ')
    .replace(unseen, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
}

/** At most so many code points, the middle left out: both ends of an ARN tell most. */
export function middleEllipsis(text: string, charactersMax: number): string {
  // No more than 2 UTF-16 units a code point, so a short text needs no splitting.
  if (text.length <= charactersMax) return text
  const characters = Array.from(text)
  if (characters.length <= charactersMax) return text
  const kept = charactersMax - 1
  const head = Math.ceil(kept / 2)
  return `${characters.slice(0, head).join('')}…${characters.slice(characters.length - (kept - head)).join('')}`
}

/** At most so many UTF-16 units, the end left out, never within a surrogate pair. */
export function cut(text: string, unitsMax: number): string {
  const whole = text.toWellFormed()
  return whole.length <= unitsMax
    ? whole
    : `${whole.slice(0, unitsMax - 1).replace(/[\ud800-\udbff]$/u, '')}…`
}

/** `1,234`, whatever the machine's language. */
export function thousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/gu, ',')
}

/** `1 finding`, `2 findings`. */
export function counted(count: number, noun: string, nouns = `${noun}s`): string {
  return `${thousands(count)} ${count === 1 ? noun : nouns}`
}

/** `bedrock-guardrail-cmk` → `BedrockGuardrailCmk`. */
export function pascalCase(id: string): string {
  return id.replace(/(?:^|[^a-z0-9]+)([a-z0-9])/giu, (_, first: string) => first.toUpperCase())
}
