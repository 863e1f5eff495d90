/**
 * Whether KMS is flat: a server with a thousand keys beside one with a million, and a key with one grant beside one with
 * as many as a key may have, in alternating rounds of one run.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KMS } from '@aws-sdk/client-kms'
import { type ChildServer, startChildServer } from '../src/cli/child-server.ts'
import { fillKeys, keysPerRegion, type SampleKey, sampleContext } from './fill.ts'
import type { LoadResult } from './load.ts'
import { type Load, startLoad } from './processes.ts'
import { benchGrants } from './scale-grants.ts'
import { signedRequest } from './sign.ts'
import { median, medianRatio } from './statistics.ts'

export interface ScaleMeasure {
  readonly small: SizeMeasure
  readonly large: SizeMeasure
  readonly operations: readonly FlatnessMeasure[]
  readonly grants: GrantsMeasure
}

export interface SizeMeasure {
  readonly keys: number
  readonly fillSeconds: number
  /** From the start of the process until `/readyz` says 200; median. */
  readonly startSeconds: number
  /** Resident memory once it is ready, and after all rounds. */
  readonly memoryBeforeMib: number
  readonly memoryAfterMib: number
}

export interface GrantsMeasure {
  readonly few: number
  readonly many: number
  readonly operations: readonly FlatnessMeasure[]
}

export interface FlatnessMeasure {
  readonly operation: string
  /** Answers a second, medians of the rounds. */
  readonly smallRate: number
  readonly largeRate: number
  /** Large to small. */
  readonly ratio: number
  /** Milliseconds. */
  readonly smallP50: number
  readonly largeP50: number
  readonly smallP99: number
  readonly largeP99: number
}

export interface ScaleBenchOptions {
  readonly keys: number
  readonly grants: number
  readonly connections: number
  readonly rounds: number
  readonly seconds: number
}

const smallKeys = 1000
const hotKeys = 1000
/** More keys than a server keeps in memory, so that taking them in turn finds each one cold again. */
const sampleMax = 200_000
const requestsPerSecond = 10_000
const warmUpSeconds = 1.5
const regionNames = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1', 'eu-central-1'],
  ...['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-north-1', 'eu-south-1', 'ap-south-1', 'ap-northeast-1'],
  ...['ap-northeast-2', 'ap-northeast-3', 'ap-southeast-1', 'ap-southeast-2', 'ap-east-1', 'me-south-1'],
]

/** A data folder with keys, and the server on it. */
interface Place {
  readonly folder: string
  readonly regions: readonly string[]
  readonly keys: number
  readonly sample: readonly SampleKey[]
  readonly fillSeconds: number
}

export async function benchScale(options: ScaleBenchOptions): Promise<ScaleMeasure> {
  const root = mkdtempSync(join(tmpdir(), 'keyhold-scale-'))
  const load = startLoad()
  try {
    const small = await newPlace(join(root, 'small'), smallKeys)
    const large = await newPlace(join(root, 'large'), options.keys)
    const starts = await measureStarts([small, large], options.rounds)
    const measured = await measureOperations(small, large, load, options)
    const grants = await benchGrants(join(root, 'grants'), load, options)
    return {
      small: sizeMeasure(small, starts.get(small), measured.memory.get(small)),
      large: sizeMeasure(large, starts.get(large), measured.memory.get(large)),
      operations: measured.operations,
      grants,
    }
  } finally {
    load.stop()
    rmSync(root, { recursive: true, force: true })
  }
}

async function newPlace(folder: string, keys: number): Promise<Place> {
  const regions = regionNames.slice(0, Math.ceil(keys / keysPerRegion))
  if (regions.length * keysPerRegion < keys) throw new Error(`--keys ${keys} is more than the Regions hold`)
  const server = await startPlace({ folder, regions })
  await server.stop()
  const startedAt = performance.now()
  const sample = await fillKeys(folder, { accountId: server.accountId, regions, count: keys, sampleMax })
  return {
    folder,
    regions,
    keys,
    sample: shuffled(sample),
    fillSeconds: (performance.now() - startedAt) / 1000,
  }
}

function startPlace({ folder, regions }: Pick<Place, 'folder' | 'regions'>): Promise<ChildServer> {
  return startChildServer({ KEYHOLD_DATA: folder, KEYHOLD_REGIONS: regions.join() })
}

/** Seconds until ready, by place. */
async function measureStarts(places: readonly Place[], rounds: number): Promise<Map<Place, number[]>> {
  const seconds = new Map(places.map((place) => [place, [] as number[]]))
  for (let round = 0; round < rounds; round++) {
    for (const place of places) {
      const startedAt = performance.now()
      const server = await startPlace(place)
      await untilReady(server.endpoint)
      seconds.get(place)?.push((performance.now() - startedAt) / 1000)
      await server.stop()
    }
  }
  return seconds
}

async function untilReady(endpoint: string): Promise<void> {
  while ((await fetch(new URL('/readyz', endpoint))).status !== 200) {}
}

function sizeMeasure(
  { keys, fillSeconds }: Place,
  starts: readonly number[] = [],
  memory: readonly number[] = [],
): SizeMeasure {
  const [memoryBeforeMib = Number.NaN, memoryAfterMib = Number.NaN] = memory
  return { keys, fillSeconds, startSeconds: median(starts), memoryBeforeMib, memoryAfterMib }
}

/** One request of an operation about a key; `pages` are a listing's markers by Region. */
interface Work {
  readonly operation: string
  readonly body: (key: SampleKey, markers: ReadonlyMap<string, string>) => object
}

const works: readonly Work[] = [
  {
    operation: 'Encrypt',
    body: ({ id }) => ({ KeyId: id, Plaintext: kibibyte, EncryptionContext: sampleContext }),
  },
  { operation: 'Decrypt', body: ({ blob }) => ({ CiphertextBlob: blob, EncryptionContext: sampleContext }) },
  {
    operation: 'GenerateDataKey',
    body: ({ id }) => ({ KeyId: id, KeySpec: 'AES_256', EncryptionContext: sampleContext }),
  },
]
const kibibyte = Buffer.alloc(1024, 'a').toString('base64')

/** These cost the same wherever the key was found before. */
const management: readonly (Work & { readonly label: string })[] = [
  { operation: 'DescribeKey', label: 'DescribeKey', body: ({ id }) => ({ KeyId: id }) },
  {
    operation: 'DescribeKey',
    label: 'DescribeKey by alias',
    body: ({ aliasName }) => ({ KeyId: aliasName }),
  },
  { operation: 'ListKeys', label: 'ListKeys, first page', body: () => ({ Limit: 100 }) },
  {
    operation: 'ListKeys',
    label: 'ListKeys, later page',
    body: ({ region }, markers) => ({ Limit: 100, Marker: markers.get(region) }),
  },
  { operation: 'ListAliases', label: 'ListAliases, first page', body: () => ({ Limit: 100 }) },
  { operation: 'ListAliases', label: 'ListAliases of a key', body: ({ id }) => ({ KeyId: id }) },
]

interface Opened {
  readonly place: Place
  readonly server: ChildServer
  readonly markers: ReadonlyMap<string, string>
  /** Where in the sample the next requests begin. */
  next: number
}

async function measureOperations(
  small: Place,
  large: Place,
  load: Load,
  options: ScaleBenchOptions,
): Promise<{ operations: FlatnessMeasure[]; memory: Map<Place, number[]> }> {
  const opened: Opened[] = []
  try {
    for (const place of [small, large]) {
      const server = await startPlace(place)
      opened.push({ place, server, markers: await laterPages(server, place), next: 0 })
    }
    const [thousand, million] = opened as [Opened, Opened]
    const before = await Promise.all(opened.map(({ server }) => residentMib(server.endpoint)))
    const operations: FlatnessMeasure[] = []
    const compare = async (work: Work, label: string, largeSample: readonly SampleKey[]) => {
      const sides = [
        () => requestsFor(thousand, work, thousand.place.sample, options.seconds),
        () => requestsFor(million, work, largeSample, options.seconds),
      ] as const
      const endpoints = [thousand.server.endpoint, million.server.endpoint] as const
      operations.push(await measureFlatness(label, load, endpoints, sides, options))
    }
    const hot = million.place.sample.slice(0, hotKeys)
    for (const work of works) {
      await compare(work, `${work.operation}, ${hotKeys.toLocaleString('en-US')} of the keys`, hot)
      await compare(work, `${work.operation}, all keys`, million.place.sample)
    }
    for (const work of management) await compare(work, work.label, million.place.sample)
    const after = await Promise.all(opened.map(({ server }) => residentMib(server.endpoint)))
    const memory = new Map(
      opened.map(({ place }, i) => [place, [before[i] ?? Number.NaN, after[i] ?? Number.NaN]]),
    )
    return { operations, memory }
  } finally {
    for (const { server } of opened) await server.stop()
  }
}

/** Both sides in alternating rounds, each round with requests of its own. */
export async function measureFlatness(
  operation: string,
  load: Load,
  endpoints: readonly [small: string, large: string],
  requests: readonly [small: () => Buffer[], large: () => Buffer[]],
  { connections, rounds, seconds }: ScaleBenchOptions,
): Promise<FlatnessMeasure> {
  const results: [LoadResult[], LoadResult[]] = [[], []]
  for (let round = -1; round < rounds; round++) {
    for (const side of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      const result = await load.run({
        endpoint: endpoints[side],
        requests: requests[side](),
        connections,
        // The first round warms up.
        seconds: round < 0 ? Math.min(warmUpSeconds, seconds) : seconds,
      })
      if (result.failures > 0)
        throw new Error(`${operation}: ${result.failures} failed, first: ${result.firstFailure}`)
      if (round >= 0) results[side].push(result)
    }
  }
  return flatnessOf(operation, ...results)
}

/** Of neighbouring rounds. */
export function flatnessOf(
  operation: string,
  small: readonly LoadResult[],
  large: readonly LoadResult[],
): FlatnessMeasure {
  const rates = (results: readonly LoadResult[]) => results.map(({ answers, seconds }) => answers / seconds)
  return {
    operation,
    smallRate: median(rates(small)),
    largeRate: median(rates(large)),
    ratio: medianRatio(rates(large), rates(small)),
    smallP50: median(small.map(({ p50 }) => p50)),
    largeP50: median(large.map(({ p50 }) => p50)),
    smallP99: median(small.map(({ p99 }) => p99)),
    largeP99: median(large.map(({ p99 }) => p99)),
  }
}

/** The next keys of the sample, all of which are taken before the first comes again. */
function requestsFor(opened: Opened, work: Work, sample: readonly SampleKey[], seconds: number): Buffer[] {
  const { server, markers } = opened
  const count = Math.ceil(requestsPerSecond * seconds)
  const time = new Date()
  const requests = Array.from({ length: count }, (_, index) => {
    const key = sample[(opened.next + index) % sample.length] as SampleKey
    const signing = { ...server.credentials, region: key.region, service: 'kms' }
    const body = JSON.stringify(work.body(key, markers))
    return signedRequest(signing, new URL(server.endpoint), `TrentService.${work.operation}`, body, time)
  })
  opened.next += count
  return requests
}

/** Markers of ListKeys after some pages, so that a listing is also measured where it is not at its start. */
async function laterPages(server: ChildServer, { regions }: Place): Promise<Map<string, string>> {
  const markers = new Map<string, string>()
  for (const region of regions) {
    const client = new KMS({ endpoint: server.endpoint, region, credentials: server.credentials })
    let marker: string | undefined
    for (let page = 0; page < 8; page++) {
      const listed = await client.listKeys({ Limit: 100, Marker: marker })
      marker = listed.NextMarker
      if (marker === undefined) break
      markers.set(region, marker)
    }
    client.destroy()
  }
  return markers
}

async function residentMib(endpoint: string): Promise<number> {
  const text = await (await fetch(new URL('/metrics', endpoint))).text()
  const bytes = /^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1]
  return Number(bytes ?? Number.NaN) / 1024 / 1024
}

function shuffled<T>(values: readonly T[]): T[] {
  return values
    .map((value) => ({ value, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value)
}
