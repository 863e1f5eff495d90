/** What a request claims about its signature, from the `Authorization` header or a presigned query. Nothing is verified. */

import { remembered } from '../../call/remembered.ts'
import type { Head } from '../incoming.ts'
import { type Parameter, parseParameters } from '../protocols/percent.ts'
import { incompleteSignature, invalidSignature, malformedDate } from './errors.ts'

export interface SignedParts {
  readonly accessKeyId: string
  /** `yyyymmdd` */
  readonly scopeDate: string
  readonly region: string
  readonly service: string
  readonly terminator: string
  /** As sent, joined by semicolons. */
  readonly signedHeaders: string
  /** 64 lower-case hex digits, or whatever was sent instead. */
  readonly signature: string
  /** `yyyymmddThhmmssZ` */
  readonly timestamp: string
  readonly time: number
  readonly sessionToken: string | null
  /** How long a presigned request is valid; null for the header form. */
  readonly expiresSeconds: number | null
}

const algorithm = 'AWS4-HMAC-SHA256'
const presignedSecondsMax = 604_800
const parametersMax = 1000

/** Null for a request that carries no credentials at all. @throws AwsError IncompleteSignature… */
export function readSignedParts(head: Head): SignedParts | null {
  const { authorization } = head.headers
  const isPresigned = head.query.includes('X-Amz-Algorithm=') || head.query.includes('X-Amz-Signature=')
  if (authorization === undefined) return isPresigned ? fromQuery(head) : null
  if (isPresigned) {
    throw invalidSignature(
      "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
    )
  }
  return fromHeader(head, authorization)
}

/** `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…` */
function fromHeader({ headers }: Head, authorization: string): SignedParts {
  const credential = headerPart(authorization, 'Credential=')
  const signature = headerPart(authorization, 'Signature=')
  const signedHeaders = headerPart(authorization, 'SignedHeaders=')
  const date = headers['x-amz-date'] ?? headers.date
  const isOurs = authorization.startsWith(`${algorithm} `)
  if (!isOurs || credential === null || signature === null || signedHeaders === null || date === undefined) {
    throw incompleteHeader(authorization, [
      ...(isOurs && credential !== null ? [] : ["'Credential' parameter"]),
      ...(isOurs && signature !== null ? [] : ["'Signature' parameter"]),
      ...(isOurs && signedHeaders !== null ? [] : ["'SignedHeaders' parameter"]),
      ...(date === undefined ? ["existence of either a 'X-Amz-Date' or a 'Date' header"] : []),
    ])
  }
  const timestamp = headers['x-amz-date'] ?? basicFromHttpDate(date)
  const sessionToken = headers['x-amz-security-token'] ?? null
  return {
    ...scopeOf(credential),
    signature,
    signedHeaders,
    ...timeOf(timestamp),
    sessionToken,
    expiresSeconds: null,
  }
}

function headerPart(authorization: string, label: string): string | null {
  let start = authorization.indexOf(label)
  // `Signature=` must not be found inside another word.
  while (start > 0 && authorization[start - 1] !== ' ' && authorization[start - 1] !== ',') {
    start = authorization.indexOf(label, start + 1)
  }
  if (start < 0) return null
  const end = authorization.indexOf(',', start)
  const part = authorization.slice(start + label.length, end < 0 ? undefined : end).trim()
  return part === '' ? null : part
}

function incompleteHeader(authorization: string, missing: readonly string[]) {
  const sentences = missing.map((part) => `Authorization header requires ${part}.`)
  return incompleteSignature(`${sentences.join(' ')} Authorization=${authorization.slice(0, 512)}`)
}

function fromQuery({ query }: Head): SignedParts {
  const parameters = parseParameters(query, false, parametersMax)
  const required = [
    'X-Amz-Algorithm',
    'X-Amz-Credential',
    'X-Amz-Signature',
    'X-Amz-SignedHeaders',
    'X-Amz-Date',
    'X-Amz-Expires',
  ] as const
  const [sentAlgorithm, credential, signature, signedHeaders, timestamp, expires] = required.map((name) => {
    return findOnce(parameters, name)
  })
  const missing = required.filter((name) => findOnce(parameters, name) === undefined)
  if (missing.length > 0 || sentAlgorithm !== algorithm) {
    const names = missing.length > 0 ? missing : ['X-Amz-Algorithm']
    const sentences = names.map((name) => `AWS query-string parameters must include '${name}'.`)
    throw incompleteSignature(`${sentences.join(' ')} Re-examine the query-string parameters.`)
  }
  const expiresSeconds = /^\d{1,6}$/.test(expires ?? '') ? Number(expires) : 0
  if (expiresSeconds < 1 || expiresSeconds > presignedSecondsMax) {
    throw incompleteSignature(`X-Amz-Expires must be a number of seconds from 1 to ${presignedSecondsMax}.`)
  }
  return {
    ...scopeOf(credential as string),
    signature: signature as string,
    signedHeaders: signedHeaders as string,
    ...timeOf(timestamp as string),
    sessionToken: findOnce(parameters, 'X-Amz-Security-Token') ?? null,
    expiresSeconds,
  }
}

function findOnce(parameters: readonly Parameter[], name: string): string | undefined {
  const found = parameters.filter((parameter) => parameter.name === name)
  if (found.length > 1)
    throw incompleteSignature(`The query-string parameter '${name}' occurs more than once.`)
  return found[0]?.value
}

const scopeOf = remembered((credential) => {
  const parts = credential.split('/')
  if (parts.length !== 5 || parts.includes('')) {
    throw incompleteSignature(
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential.slice(0, 256)}'`,
    )
  }
  const [accessKeyId, scopeDate, region, service, terminator] = parts as [
    string,
    string,
    string,
    string,
    string,
  ]
  return { accessKeyId, scopeDate, region, service, terminator }
})

/** The requests of one second bring one timestamp. */
let lastTime = { timestamp: '', time: 0 }

function timeOf(timestamp: string): { timestamp: string; time: number } {
  if (timestamp === lastTime.timestamp) return lastTime
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp)
  if (match === null) throw malformedDate(timestamp.slice(0, 64))
  const [, year, month, day, hour, minute, second] = match.map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  lastTime = { timestamp, time: Date.UTC(year, month - 1, day, hour, minute, second) }
  return lastTime
}

/** The `Date` header stands in for `X-Amz-Date` in either spelling. */
function basicFromHttpDate(date: string): string {
  const time = /^[A-Z][a-z]{2}, .{1,32} GMT$/.test(date) ? Date.parse(date) : Number.NaN
  return Number.isNaN(time) ? date : new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '')
}
