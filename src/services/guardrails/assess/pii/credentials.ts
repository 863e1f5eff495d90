import { type Detector, labelled, matches, near } from './detector.ts'

/** Unique identifier prefixes of keys (IAM User Guide, "Understanding unique ID prefixes"). */
const accessKey = /(?<![\p{L}\p{N}])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,28}(?![\p{L}\p{N}])/gu

export const awsAccessKey: Detector = (text) => matches(text, accessKey, 'checked')

const secretKey = /(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g
const secretContext = /secret|aws|access.?key|credential|AKIA|ASIA/i

/** Forty characters of base64 with letters of both cases and a digit (neither a SHA-1 nor a path), near a word about keys. */
export const awsSecretKey: Detector = function* (text) {
  for (const found of matches(text, secretKey, 'labelled', looksRandom)) {
    if (near(text, found.start, found.end, secretContext, 100)) yield found
  }
}

function looksRandom(value: string): boolean {
  return !/^[0-9a-fA-F]+$/.test(value) && /[A-Z]/.test(value) && /[a-z]/.test(value) && /\d/.test(value)
}

const notValues = new Set(
  'reset resets policy policies field manager protected is was are a an the and or be to in on for with required incorrect wrong invalid forgotten expired expires must should cannot can will has have that this your my our strong weak secure please here below change changed again same correct empty blank unknown missing first please it not never always'.split(
    ' ',
  ),
)
const passwordLabelled = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:password|passwd|pwd|passphrase|passcode|pass\s?word)\s*(?::|=|=>|-|\bis\b|\bwas\b|\bset\s+to\b|\bchanged\s+to\b|\bto\b)+\s*(?:\bnow\b\s*|\bset\s+to\b\s*|:\s*)?["'` +
    '`' +
    String.raw`]?(?<value>[^\s"'` +
    '`' +
    ',;<>]{3,128})',
  'dgiu',
)
const urlPassword = /[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{1,64}:(?<value>[^\s:/@]{1,128})@/dgi

export const password: Detector = function* (text) {
  for (const found of matches(text, passwordLabelled, 'labelled', (value) => !notValues.has(bare(value)))) {
    const value = text.slice(found.start, found.end)
    yield { ...found, end: found.start + value.replace(/[.)\]]$/, '').length }
  }
  yield* matches(text, urlPassword, 'labelled')
}

const usernameLabelled = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:user\s?-?name|user\s?-?id|login(?:\s+(?:name|id))?|screen\s+name|handle|account\s+name|uid|user)\s*(?::|=|\bis\b|\bwas\b)+\s*["'` +
    '`' +
    String.raw`]?(?<value>@?[\p{L}\p{N}][\p{L}\p{N}._\-@]{1,63})`,
  'dgiu',
)
const atHandle =
  /(?<![\p{L}\p{N}@._/])@(?=[A-Za-z0-9_]{0,30}[A-Za-z])[A-Za-z0-9_]{2,30}(?![\p{L}\p{N}@/-])(?!\.[a-z])/gu

export const username: Detector = function* (text) {
  for (const found of matches(text, usernameLabelled, 'labelled', (value) => !notValues.has(bare(value)))) {
    const value = text.slice(found.start, found.end)
    yield { ...found, end: found.start + value.replace(/[._-]+$/, '').length }
  }
  yield* matches(text, atHandle, 'shaped')
}

function bare(value: string): string {
  return value.replace(/[.!?:]+$/, '').toLowerCase()
}

const pinLabelled = labelled(
  String.raw`pin(?:\s*-?\s*(?:code|number|no))?|personal\s+identification\s+number|atm\s+code|unlock\s+code`,
  String.raw`\d{4,8}`,
)
const pinBehind =
  /(?<![\p{L}\p{N}.,:\-/])(?<value>\d{4,8})\s+(?:is|as|was)\s+(?:my|the|his|her|your|our|their|a)?\s*(?:\w{1,12}\s+)?pin\b/dgiu

export const pin: Detector = function* (text) {
  yield* matches(text, pinLabelled, 'labelled')
  yield* matches(text, pinBehind, 'labelled')
}
