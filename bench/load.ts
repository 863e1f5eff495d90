/**
 * The load: a process of its own that sends requests, made beforehand, over keep-alive connections, each connection one
 * at a time. It speaks just enough HTTP to know where an answer ends, so that the server is what is measured.
 */

import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

export interface LoadJob {
  readonly endpoint: string
  /** Taken in turn, again from the start when they run out. */
  readonly requests: readonly Uint8Array[]
  readonly connections: number
  readonly seconds: number
  /** Each request is sent once, however long that takes, and the answers' bodies are kept. */
  readonly once?: boolean
}

export interface LoadResult {
  readonly answers: number
  readonly seconds: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  /** Anything but status 200, with the first answer of the kind. */
  readonly failures: number
  readonly firstFailure: string | null
  /** In no order; empty unless each request was sent once. */
  readonly bodies: readonly string[]
}

/** Enough for a minute at 50,000 a second; later ones are not kept. */
const latenciesMax = 3_000_000

async function run(job: LoadJob): Promise<LoadResult> {
  const latencies = new Float64Array(latenciesMax)
  let answers = 0
  let failures = 0
  let firstFailure: string | null = null
  let next = 0
  const bodies: string[] = []
  const startedAt = performance.now()
  const endsAt = startedAt + job.seconds * 1000
  const goesOn = () => (job.once ? next < job.requests.length : performance.now() < endsAt)
  const connection = async () => {
    const socket = await open(new URL(job.endpoint))
    const exchange = exchangeOver(socket)
    while (goesOn()) {
      const request = job.requests[next++ % job.requests.length] as Uint8Array
      const sentAt = performance.now()
      const answer = await exchange(request)
      if (answers < latenciesMax) latencies[answers] = performance.now() - sentAt
      answers += 1
      if (job.once) bodies.push(answer.slice(answer.indexOf('\r\n\r\n') + 4))
      if (answer.startsWith('HTTP/1.1 200')) continue
      failures += 1
      firstFailure ??= answer
    }
    socket.destroy()
  }
  await Promise.all(Array.from({ length: job.connections }, connection))
  const sorted = latencies.subarray(0, Math.min(answers, latenciesMax)).sort()
  const at = (fraction: number) => sorted[Math.max(0, Math.ceil(fraction * sorted.length) - 1)] ?? Number.NaN
  return {
    answers,
    seconds: (performance.now() - startedAt) / 1000,
    p50: at(0.5),
    p99: at(0.99),
    failures,
    firstFailure,
    bodies,
  }
}

function open(url: URL): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const secure = url.protocol === 'https:'
    const address = { host: url.hostname, port: Number(url.port || (secure ? 443 : 80)) }
    const ready = () => resolve(socket)
    const socket = secure
      ? connectTls({ ...address, servername: url.hostname }, ready)
      : connect({ ...address, noDelay: true }, ready)
    socket.once('error', reject)
  })
}

/** Sends one request and resolves with the whole answer. */
function exchangeOver(socket: Socket): (request: Uint8Array) => Promise<string> {
  let received = ''
  let resolve: ((answer: string) => void) | null = null
  let reject: ((error: Error) => void) | null = null
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    received += chunk
    if (!isWhole(received)) return
    const answer = received
    received = ''
    resolve?.(answer)
  })
  socket.on('error', (error) => reject?.(error))
  socket.on('close', () => reject?.(new Error('the server closed the connection')))
  return (request) =>
    new Promise((onAnswer, onError) => {
      resolve = onAnswer
      reject = onError
      socket.write(request)
    })
}

function isWhole(text: string): boolean {
  const headersEnd = text.indexOf('\r\n\r\n')
  if (headersEnd === -1) return false
  const headers = text.slice(0, headersEnd)
  const length = /\r\ncontent-length: *(\d+)/iu.exec(headers)?.[1]
  if (length !== undefined) return text.length >= headersEnd + 4 + Number(length)
  return text.endsWith('\r\n0\r\n\r\n')
}

process.on('message', (job: LoadJob) => {
  run(job).then(
    (result) => process.send?.(result),
    (error: Error) => process.send?.({ error: error.message }),
  )
})
process.once('disconnect', () => process.exit())
