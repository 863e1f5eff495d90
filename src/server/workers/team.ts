/** Keeps as many workers running as were asked for: starts them, opens them, and replaces those that die. */

import cluster, { type Worker as Process } from 'node:cluster'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import type { Seal } from '../../rootkey/seal.ts'
import type { Config } from '../config.ts'
import { StartError } from '../start-error.ts'
import { type FromWorker, type MetricsAsJson, sendable, type ToWorker } from './messages.ts'
import { closeUndelivered } from './undelivered.ts'

export interface Team {
  /** Resolves to their address once all listen, and to nothing else later. @throws StartError */
  readonly listening: Promise<string>
  /** Hands them what opens the root key, and every later one. Resolves once all serve. @throws StartError */
  open(seal: Seal): Promise<void>
  /** What each living worker measured; one that does not answer in time is left out. */
  measure(): Promise<readonly MetricsAsJson[]>
  readonly size: () => number
  readonly restarts: () => number
  /** Calls in flight finish. Resolves when no worker is left. */
  close(): Promise<void>
}

interface Member {
  readonly process: Process
  readonly startedAt: number
  isListening: boolean
  hasSeal: boolean
  isServing: boolean
  reason: string | null
}

interface TeamOptions {
  readonly config: Config
  readonly log: Logger
  /** A worker was asked for all workers' metrics. */
  readonly scrape: () => Promise<string>
}

/** A worker that dies at once is started again after this pause, twice as long each time. */
const restartFirstMs = 100
const restartMaxMs = 10_000
/** Whoever lived this long is no reason to wait. */
const livedMs = 30_000
const measureMsMax = 1_000
/** The listener gives calls ten seconds, jobs and the trail take little more. */
const closeMsMax = 30_000

export function startTeam({ config, log, scrape }: TeamOptions): Team {
  const members = new Set<Member>()
  const listening = Promise.withResolvers<string>()
  const serving = Promise.withResolvers<void>()
  const gone = Promise.withResolvers<void>()
  for (const { promise } of [listening, serving]) promise.catch(() => undefined)
  const measuring = new Map<number, (member: Member, metrics: MetricsAsJson) => void>()
  const pauses = new Set<NodeJS.Timeout>()
  let url: string | null = null
  let seal: Seal | null = null
  let phase: 'starting' | 'running' | 'closing' = 'starting'
  let [restarts, quickDeaths, lastId] = [0, 0, 0]

  cluster.setupPrimary({
    exec: fileURLToPath(new URL(`./worker-process${extname(import.meta.url)}`, import.meta.url)),
    args: [],
    serialization: 'advanced',
  })

  function start(): void {
    const member: Member = {
      process: cluster.fork({ KEYHOLD_LISTEN: address() }),
      startedAt: performance.now(),
      isListening: false,
      hasSeal: false,
      isServing: false,
      reason: null,
    }
    members.add(member)
    closeUndelivered(member.process.process)
    member.process.on('message', (message: FromWorker) => receive(member, message))
    // A channel that breaks means that its process ends: told by `exit`.
    member.process.on('error', () => undefined)
    member.process.once('exit', (code, signal) => ended(member, signal ?? `exit code ${code}`))
  }

  /** A free port was taken by the first; it stays the server's also when no worker is left that holds it. */
  function address(): string {
    const isHeld = url === null || [...members].some(({ isListening }) => isListening)
    const port = isHeld || url === null ? config.port : new URL(url).port || config.port
    return `${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`
  }

  function receive(member: Member, message: FromWorker): void {
    if (message.kind === 'prepared') {
      if (seal !== null) handOver(member, seal)
      send(member, { kind: 'listen' })
    }
    if (message.kind === 'listening') welcome(member, message.url)
    if (message.kind === 'serving') {
      member.isServing = true
      if (isComplete(({ isServing }) => isServing)) serving.resolve()
    }
    if (message.kind === 'failed') member.reason = message.reason
    if (message.kind === 'measured') measuring.get(message.id)?.(member, message.metrics)
    if (message.kind === 'scrape') {
      const { id } = message
      scrape().then(
        (text) => send(member, { kind: 'scraped', id, text }),
        () => send(member, { kind: 'scraped', id, text: null }),
      )
    }
  }

  function welcome(member: Member, memberUrl: string): void {
    url ??= memberUrl
    if (memberUrl !== url) {
      member.process.process.kill('SIGKILL')
      return
    }
    member.isListening = true
    if (seal !== null && !member.hasSeal) handOver(member, seal)
    if (phase !== 'starting' || !isComplete(({ isListening }) => isListening)) return
    phase = 'running'
    listening.resolve(url)
  }

  function handOver(member: Member, opened: Seal): void {
    const message = { kind: 'open', seal: sendable(opened) } as const
    member.hasSeal = true
    send(member, message, () => message.seal.key.fill(0))
  }

  function send(member: Member, message: ToWorker, done: () => void = () => undefined): void {
    if (member.process.isConnected()) member.process.send(message, done)
    else done()
  }

  const isComplete = (test: (member: Member) => boolean) =>
    members.size === config.workers && [...members].every(test)

  function ended(member: Member, how: string): void {
    members.delete(member)
    if (phase === 'closing') {
      if (members.size === 0) gone.resolve()
      return
    }
    const { reason } = member
    const isStart = phase === 'starting' || (seal !== null && !member.isServing && reason !== null)
    if (isStart) {
      const error = new StartError(reason ?? `a worker process ended with ${how}`)
      listening.reject(error)
      serving.reject(error)
      if (phase === 'starting') return
    }
    quickDeaths = performance.now() - member.startedAt < livedMs ? quickDeaths + 1 : 0
    const pauseMs = quickDeaths === 0 ? 0 : Math.min(restartFirstMs * 2 ** (quickDeaths - 1), restartMaxMs)
    log.error(
      { worker: member.process.process.pid, how, ...(reason !== null && { reason }), pauseMs },
      'a worker has died and is started again',
    )
    const timer = setTimeout(() => {
      pauses.delete(timer)
      restarts += 1
      start()
    }, pauseMs)
    pauses.add(timer)
  }

  async function measure(): Promise<readonly MetricsAsJson[]> {
    lastId += 1
    const id = lastId
    const asked = new Set([...members].filter(({ process }) => process.isConnected()))
    const answers: MetricsAsJson[] = []
    const all = Promise.withResolvers<void>()
    const timer = setTimeout(all.resolve, measureMsMax)
    measuring.set(id, (member, metrics) => {
      if (!asked.delete(member)) return
      answers.push(metrics)
      if (asked.size === 0) all.resolve()
    })
    for (const member of asked) send(member, { kind: 'measure', id })
    if (asked.size > 0) await all.promise
    clearTimeout(timer)
    measuring.delete(id)
    return answers
  }

  async function close(): Promise<void> {
    phase = 'closing'
    for (const pause of pauses) clearTimeout(pause)
    const timer = setTimeout(() => {
      log.error({ workers: members.size }, 'workers did not end in time and are killed')
      for (const { process } of members) process.process.kill('SIGKILL')
    }, closeMsMax)
    if (members.size === 0) gone.resolve()
    for (const member of members) send(member, { kind: 'stop' })
    await gone.promise
    clearTimeout(timer)
  }

  for (let count = 0; count < config.workers; count++) start()
  return {
    listening: listening.promise,
    open: (opened) => {
      seal = opened
      for (const member of members) if (member.isListening) handOver(member, opened)
      return serving.promise
    },
    measure,
    size: () => members.size,
    restarts: () => restarts,
    close,
  }
}
