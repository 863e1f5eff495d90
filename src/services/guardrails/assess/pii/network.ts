import { isIP } from 'node:net'
import { type Detector, matches } from './detector.ts'

const email =
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}_%+-](?:[\p{L}\p{N}._%+\-']{0,62}[\p{L}\p{N}_%+-])?@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,8}[\p{L}]{2,24}(?![\p{L}\p{N}-])/gu

export const emailAddress: Detector = (text) =>
  matches(text, email, 'checked', (value) => !value.includes('..'))

const v4 = /(?<![\p{L}\p{N}.]|\d-)(?:\d{1,3}\.){3}\d{1,3}(?:\/\d{1,2})?(?![\p{L}\p{N}]|\.\d)/gu
const v6 =
  /(?<![\p{L}\p{N}:.])(?:[0-9A-Fa-f]{0,4}:){2,7}(?:[0-9A-Fa-f]{0,4}|(?:\d{1,3}\.){3}\d{1,3})(?![\p{L}\p{N}:])/gu

export const ipAddress: Detector = function* (text) {
  yield* matches(text, v4, 'checked', (value) => isIP(value.split('/')[0] as string) === 4)
  yield* matches(text, v6, 'checked', (value) => isIP(value) === 6 && isAddressLike(value))
}

const mac =
  /(?<![\p{L}\p{N}:\-.])(?:[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}|[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4})(?![\p{L}\p{N}:-])/gu

export const macAddress: Detector = (text) => matches(text, mac, 'checked')

const url =
  /(?<![\p{L}\p{N}@])(?:(?:https?|ftp|wss?|s3):\/\/[^\s<>"'`{}|\\^]{2,2000}|www\.[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,6}(?:[/?#][^\s<>"'`{}|\\^]{0,2000})?)/giu
const bareDomain =
  /(?<![\p{L}\p{N}@._\-/])(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,5}(?:com|org|net|edu|gov|io|co|dev|app|info|biz|ai|uk|de|fr|ca|au|eu)(?:[/?#][^\s<>"'`{}|\\^]{0,2000})?(?![\p{L}\p{N}@-])/giu

export const urlAddress: Detector = function* (text) {
  for (const found of [...matches(text, url, 'checked'), ...matches(text, bareDomain, 'shaped')]) {
    yield { ...found, end: withoutClosing(text, found.start, found.end) }
  }
}

/** A full stop or bracket at the end belongs to the sentence, unless the bracket was opened within. */
function withoutClosing(text: string, start: number, end: number): number {
  let last = end
  while (last > start) {
    const character = text.charAt(last - 1)
    if (character === ')' && text.slice(start, last).includes('(')) break
    if (!'.,;:!?)]'.includes(character)) break
    last -= 1
  }
  return last
}

/** `a::b` is an address by its form, but a scope operator in most texts: a digit or three groups are asked for. */
function isAddressLike(value: string): boolean {
  return /\d/.test(value) || value.split(':').filter((group) => group !== '').length > 2
}
