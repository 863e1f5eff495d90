import { allSame, luhn } from './checksums.ts'
import { type Detector, digitsOf, labelled, matches } from './detector.ts'

/** 12 to 19 digits, in groups or not. */
const number = /(?<![\p{L}\p{N}][.-]?)[2-6]\d{3}(?:[ -]?\d){8,15}(?![ -]?\d|[\p{L}])/gu

/** Issuer ranges and lengths (ISO/IEC 7812 registrations as published by the networks). */
const issuers =
  /^(?:4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|222[1-9]\d{12}|2720\d{12}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11,16}|6(?:011|4[4-9]\d|5\d\d)\d{12,15}|35(?:2[89]|[3-8]\d)\d{12,15}|62\d{14,17}|(?:5018|5020|5038|56\d\d|57\d\d|58\d\d|6304|6759|676[1-3])\d{8,15}|60\d{14})$/

export const cardNumber: Detector = (text) =>
  matches(text, number, 'checked', (value) => {
    const digits = digitsOf(value)
    return issuers.test(digits) && luhn(digits) && !allSame(digits)
  })

const securityCode = labelled(
  String.raw`cvv2?|cvc2?|cvn2?|csc|cid|security\s+(?:code|number)|card\s+(?:verification|validation)(?:\s+(?:code|value|number))?|verification\s+value|3[- ]digit(?:\s+(?:code|number))(?:\s+on\s+the\s+back)?`,
  String.raw`\d{3,4}`,
)

export const cardSecurityCode: Detector = (text) => matches(text, securityCode, 'labelled')

const month = '(?:0?[1-9]|1[0-2])'
const expiry = labelled(
  String.raw`exp(?:iry|iration|ires?|iring|\.)?(?:\s+(?:date|on|dt|month))?|valid\s+(?:thru|through|until|till|to)|good\s+(?:thru|through)`,
  String.raw`${month}\s?[/\-.]\s?(?:20)?\d{2}|(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?,?\s+20\d{2}|${month}\s+20\d{2}|20\d{2}-(?:0[1-9]|1[0-2])(?!-)`,
)
/** `4111 1111 1111 1111, 12/29`: a date of month and year right behind a card number. */
const behindNumber = new RegExp(
  String.raw`\d{4}[ -]?\d{3,6}[\s,;|]{1,3}(?<value>${month}/(?:20)?\d{2})(?![\d/])`,
  'dg',
)

export const cardExpiry: Detector = function* (text) {
  yield* matches(text, expiry, 'labelled')
  yield* matches(text, behindNumber, 'labelled')
}
