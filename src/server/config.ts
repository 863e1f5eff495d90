/**
 * Settings: environment variables, each one row with its manual entry. The only reader of `process.env`.
 * An unknown or bad `KEYHOLD_…` variable stops the start with one clear line.
 */

import { createSecretKey, type KeyObject, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import type { ModelEndpoint } from '../model/chat-completion.ts'

export interface Config {
  readonly dataFolder: string
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  /** Absent: SQLite in the data folder. */
  readonly databaseUrl: string | undefined
  readonly blobsFolder: string
  readonly seal: SealSetting
  /** Whether the seal is the one made on first start, which only suits development. */
  readonly developmentSeal: boolean
  /** Null: generated on first start. */
  readonly accountIds: readonly string[]
  /** The first one is the default. */
  readonly regions: readonly string[]
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined
  readonly logLevel: string
  /** What writes answers. Absent: they are quoted passages. */
  readonly answers: ModelEndpoint | undefined
  /** What judges the meaning of texts for guardrails. Absent: the local classifier does. */
  readonly guardrailClassifier: ModelEndpoint | undefined
  readonly conversationRetentionDays: number
  /** Processes that answer calls, on one listener. 1: this process does. */
  readonly workers: number
  readonly nodeId: string
}

export type SealSetting =
  | { readonly kind: 'file'; readonly file: string }
  /** Without any of the two the server waits sealed for `keyhold unseal`. */
  | {
      readonly kind: 'passphrase'
      readonly passphraseFile: string | undefined
      /** As a KeyObject, so that it is printed nowhere. */
      readonly passphrase: KeyObject | undefined
    }

export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** Shown by `keyhold serve --help`. */
export const settings = {
  KEYHOLD_DATA: 'Folder for everything on disk. Default: ./.keyhold',
  KEYHOLD_LISTEN: 'Address and port, host:port; port 0 takes a free one. Default: 127.0.0.1:4599',
  KEYHOLD_WORKERS: 'Processes that answer calls, 1 to 64, or auto for one a core; also --workers. Default: 1',
  KEYHOLD_DATABASE_URL: 'postgres://… for more than one node. Default: SQLite in the data folder',
  KEYHOLD_BLOBS: 'Folder for sealed objects, shared by all nodes. Default: blobs in the data folder',
  KEYHOLD_SEAL:
    'What opens the root key: file:PATH, a 0600 file, or passphrase: (nothing after the colon; without one of the next two settings the server waits sealed for keyhold unseal). Default: file:root.key in the data folder (development)',
  KEYHOLD_PASSPHRASE_FILE: 'With KEYHOLD_SEAL=passphrase: a 0600 file that holds the passphrase',
  KEYHOLD_PASSPHRASE: 'With KEYHOLD_SEAL=passphrase: the passphrase itself; a file is safer',
  KEYHOLD_ACCOUNTS:
    'Account ids (12 digits, comma separated); each gets an admin user on first start. Default: one, made up',
  KEYHOLD_REGIONS:
    'Regions this server answers for, comma separated; the first is the default. Default: us-east-1',
  KEYHOLD_TLS_CERT: 'PEM certificate chain; with KEYHOLD_TLS_KEY the server speaks HTTPS',
  KEYHOLD_TLS_KEY: 'PEM private key',
  KEYHOLD_LOG: 'fatal, error, warn, info, debug, trace or silent. Default: info',
  KEYHOLD_ANSWERS_URL:
    'OpenAI-compatible base URL that writes answers, e.g. http://127.0.0.1:11434/v1. Default: answers are quoted passages',
  KEYHOLD_ANSWERS_MODEL: 'Model name to ask that endpoint for',
  KEYHOLD_ANSWERS_KEY: 'API key for that endpoint, if it wants one',
  KEYHOLD_GUARDRAIL_URL:
    'OpenAI-compatible base URL that judges texts for guardrails (topics, content filters, grounding); it reads them in plain. Default: judged locally by words, English only',
  KEYHOLD_GUARDRAIL_MODEL: 'Model name to ask that endpoint for',
  KEYHOLD_GUARDRAIL_KEY: 'API key for that endpoint, if it wants one',
  KEYHOLD_CONVERSATION_DAYS:
    'Days after its last message that a conversation is deleted, 1 to 30. Default: 30',
} as const

type SettingName = keyof typeof settings
type Environment = Readonly<Record<string, string | undefined>>

/** @throws ConfigError naming the variable and what it takes. */
export function readConfig(environment: Environment): Config {
  requireKnownNames(environment)
  const value = (name: SettingName): string | undefined => environment[name] || undefined
  const dataFolder = resolve(value('KEYHOLD_DATA') ?? '.keyhold')
  const listen = parseListen(value('KEYHOLD_LISTEN') ?? '127.0.0.1:4599')
  const developmentSealFile = join(dataFolder, 'root.key')
  const seal = parseSeal(
    value('KEYHOLD_SEAL') ?? `file:${developmentSealFile}`,
    value('KEYHOLD_PASSPHRASE_FILE'),
    value('KEYHOLD_PASSPHRASE'),
  )
  return {
    dataFolder,
    ...listen,
    databaseUrl: parseDatabaseUrl(value('KEYHOLD_DATABASE_URL')),
    blobsFolder: parseBlobs(value('KEYHOLD_BLOBS')) ?? join(dataFolder, 'blobs'),
    seal,
    developmentSeal: seal.kind === 'file' && seal.file === developmentSealFile,
    accountIds: parseList(
      'KEYHOLD_ACCOUNTS',
      value('KEYHOLD_ACCOUNTS'),
      /^\d{12}$/,
      'account ids of 12 digits',
    ),
    regions: parseRegions(value('KEYHOLD_REGIONS')),
    tls: parseTls(value('KEYHOLD_TLS_CERT'), value('KEYHOLD_TLS_KEY')),
    logLevel: parseLogLevel(value('KEYHOLD_LOG') ?? 'info'),
    answers: parseEndpoint(value, 'KEYHOLD_ANSWERS'),
    guardrailClassifier: parseEndpoint(value, 'KEYHOLD_GUARDRAIL'),
    conversationRetentionDays: parseInteger(
      'KEYHOLD_CONVERSATION_DAYS',
      value('KEYHOLD_CONVERSATION_DAYS'),
      30,
      1,
      30,
    ),
    workers: parseWorkers(value('KEYHOLD_WORKERS')),
    nodeId: randomUUID(),
  }
}

function requireKnownNames(environment: Environment): void {
  for (const name of Object.keys(environment)) {
    if (name.startsWith('KEYHOLD_') && !Object.hasOwn(settings, name)) {
      throw new ConfigError(`${name} is not a setting. Settings: ${Object.keys(settings).join(', ')}`)
    }
  }
}

function parseListen(text: string): { host: string; port: number } {
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text)
  const port = Number(match?.[3])
  if (!match || port > 65535)
    throw new ConfigError(`KEYHOLD_LISTEN is '${text}'; give host:port, e.g. 127.0.0.1:4599`)
  return { host: match[1] ?? (match[2] as string), port }
}

function parseDatabaseUrl(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  if (!/^postgres(ql)?:\/\//.test(text))
    throw new ConfigError('KEYHOLD_DATABASE_URL must start with postgres://')
  return text
}

function parseBlobs(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  if (text.startsWith('s3://'))
    throw new ConfigError('KEYHOLD_BLOBS: s3:// is not supported yet; give a folder')
  return resolve(text)
}

function parseSeal(
  text: string,
  passphraseFile: string | undefined,
  passphrase: string | undefined,
): SealSetting {
  if (text === 'passphrase:') {
    if (passphraseFile !== undefined && passphrase !== undefined) {
      throw new ConfigError('KEYHOLD_PASSPHRASE_FILE and KEYHOLD_PASSPHRASE: give one of the two')
    }
    return {
      kind: 'passphrase',
      passphraseFile: passphraseFile && resolve(passphraseFile),
      passphrase: passphrase === undefined ? undefined : createSecretKey(Buffer.from(passphrase, 'utf8')),
    }
  }
  if (passphraseFile !== undefined || passphrase !== undefined) {
    throw new ConfigError('KEYHOLD_PASSPHRASE_FILE and KEYHOLD_PASSPHRASE go with KEYHOLD_SEAL=passphrase:')
  }
  if (text.startsWith('passphrase:')) {
    throw new ConfigError(
      'KEYHOLD_SEAL=passphrase: takes nothing after the colon; the passphrase goes into KEYHOLD_PASSPHRASE_FILE, or is asked for by keyhold unseal',
    )
  }
  if (!text.startsWith('file:') || text.length === 5) {
    throw new ConfigError('KEYHOLD_SEAL must be file:PATH or passphrase: (other seals are not supported yet)')
  }
  return { kind: 'file', file: resolve(text.slice(5)) }
}

function parseList(
  name: SettingName,
  text: string | undefined,
  pattern: RegExp,
  what: string,
): readonly string[] {
  if (text === undefined) return []
  const items = text.split(',').map((item) => item.trim())
  if (!items.every((item) => pattern.test(item)))
    throw new ConfigError(`${name} takes ${what}, comma separated`)
  return [...new Set(items)]
}

function parseRegions(text: string | undefined): readonly string[] {
  const regions = parseList('KEYHOLD_REGIONS', text, /^([a-z]+-){2,3}\d+$/, 'regions such as eu-central-1')
  return regions.length > 0 ? regions : ['us-east-1']
}

function parseTls(certFile: string | undefined, keyFile: string | undefined): Config['tls'] {
  if (certFile === undefined && keyFile === undefined) return undefined
  if (certFile === undefined || keyFile === undefined) {
    throw new ConfigError('KEYHOLD_TLS_CERT and KEYHOLD_TLS_KEY go together')
  }
  for (const file of [certFile, keyFile]) {
    if (!existsSync(file)) throw new ConfigError(`KEYHOLD_TLS_CERT/_KEY: ${file} does not exist`)
  }
  return { certFile: resolve(certFile), keyFile: resolve(keyFile) }
}

function parseLogLevel(text: string): string {
  const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']
  if (!levels.includes(text)) throw new ConfigError(`KEYHOLD_LOG is '${text}'; one of ${levels.join(', ')}`)
  return text
}

function parseEndpoint(
  value: (name: SettingName) => string | undefined,
  prefix: 'KEYHOLD_ANSWERS' | 'KEYHOLD_GUARDRAIL',
): ModelEndpoint | undefined {
  const url = value(`${prefix}_URL`)
  const model = value(`${prefix}_MODEL`)
  const apiKey = value(`${prefix}_KEY`)
  if (url === undefined) {
    if (model !== undefined || apiKey !== undefined) throw new ConfigError(`${prefix}_URL is missing`)
    return undefined
  }
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw new ConfigError(`${prefix}_URL must be an http(s) URL`)
  if (model === undefined) throw new ConfigError(`${prefix}_MODEL is missing: name the model to ask for`)
  return { url, model, apiKey }
}

const workersMax = 64

function parseWorkers(text: string | undefined): number {
  if (text === 'auto') return Math.min(availableParallelism(), workersMax)
  if (text === undefined || /^\d+$/.test(text)) return parseInteger('KEYHOLD_WORKERS', text, 1, 1, workersMax)
  throw new ConfigError(`KEYHOLD_WORKERS is '${text}'; give a whole number from 1 to ${workersMax}, or auto`)
}

function parseInteger(
  name: SettingName,
  text: string | undefined,
  fallback: number,
  min: number,
  max: number,
): number {
  if (text === undefined) return fallback
  const value = Number(text)
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new ConfigError(`${name} is '${text}'; give a whole number from ${min} to ${max}`)
  }
  return value
}
