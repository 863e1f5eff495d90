/** How far a running scan is, on standard error: a bar on a terminal, a line now and then elsewhere. */

import { SingleBar } from 'cli-progress'
import type { LiveScan } from '../../posture/posture.ts'

export interface LiveProgress {
  stop(): void
}

const redrawMs = 200
const lineEveryMs = 10_000

export function showProgress(scan: LiveScan, stream: NodeJS.WriteStream): LiveProgress {
  return stream.isTTY ? showBar(scan, stream) : showLines(scan, stream)
}

function showBar(scan: LiveScan, stream: NodeJS.WriteStream): LiveProgress {
  const bar = new SingleBar({
    stream,
    format: ' {bar} {value}/{total} lists · {text} · ETA {eta_formatted}',
    barsize: 20,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
    etaBuffer: 50,
  })
  bar.start(Math.max(1, scan.progress.unitsTotal), 0, { text: textOf(scan) })
  const draw = () => {
    bar.setTotal(Math.max(1, scan.progress.unitsTotal))
    bar.update(scan.progress.unitsDone, { text: textOf(scan) })
  }
  const timer = setInterval(draw, redrawMs)
  return {
    stop() {
      clearInterval(timer)
      draw()
      bar.stop()
    },
  }
}

function showLines(scan: LiveScan, stream: NodeJS.WriteStream): LiveProgress {
  const timer = setInterval(() => {
    const { unitsDone, unitsTotal } = scan.progress
    stream.write(`scan: ${unitsDone}/${unitsTotal} lists, ${textOf(scan).replaceAll(' · ', ', ')}\n`)
  }, lineEveryMs)
  return { stop: () => clearInterval(timer) }
}

function textOf({ progress, traffic }: LiveScan): string {
  const { FAIL, MANUAL } = progress.findings
  const parts = [
    `${thousands(progress.resources)} resources`,
    `${thousands(traffic.total())} calls`,
    `${thousands(FAIL)} failing`,
    ...(MANUAL > 0 ? [`${thousands(MANUAL)} unproven`] : []),
    ...(traffic.throttles() > 0 ? [`${thousands(traffic.throttles())} throttled`] : []),
  ]
  return parts.join(' · ')
}

function thousands(count: number): string {
  return count.toLocaleString('en-US')
}
