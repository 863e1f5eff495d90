/** `keyhold rootkey rotate` and `status`: a new root key takes over while the server works. */

import { setTimeout as pause } from 'node:timers/promises'
import Table from 'cli-table3'
import { control } from './control-client.ts'
import { orExplain } from './or-explain.ts'

interface RootKeyInfo {
  readonly id: number
  readonly state: 'STAGED' | 'CURRENT' | 'PREVIOUS' | 'DESTROYED'
  readonly createdAt: number
  readonly destroyAt: number | null
  readonly values: number
}

interface Rotation {
  readonly rootKeys: readonly RootKeyInfo[]
  readonly isRunning: boolean
  readonly lastError: string | null
}

export interface RotateOptions {
  readonly data: string
  readonly json: boolean
  readonly endSessions: boolean
  readonly wait: boolean
}

const lookEveryMs = 500

export function rotate({ data, json, endSessions, wait }: RotateOptions): Promise<void> {
  return orExplain(async () => {
    let rotation = await control<Rotation>(data, 'POST /rotation', { endSessions })
    const progress = json ? null : createProgress()
    while (wait && isUnderWay(rotation, endSessions)) {
      progress?.show(rotation)
      await pause(lookEveryMs)
      rotation = await control<Rotation>(data, 'GET /rotation')
    }
    progress?.end()
    show(rotation, json)
  })
}

export function rotationStatus({ data, json }: { data: string; json: boolean }): Promise<void> {
  return orExplain(async () => show(await control<Rotation>(data, 'GET /rotation'), json))
}

/** With `endSessions` the end of the previous root key belongs to it, unless it holds what does not open. */
function isUnderWay({ isRunning, rootKeys }: Rotation, endSessions: boolean): boolean {
  return (
    isRunning || (endSessions && rootKeys.some(({ state, values }) => state === 'PREVIOUS' && values === 0))
  )
}

function createProgress(): { show(rotation: Rotation): void; end(): void } {
  const { stderr } = process
  let last = ''
  return {
    show: (rotation) => {
      const line = progressLine(rotation)
      if (line === last) return
      last = line
      stderr.write(stderr.isTTY ? `\r\u001b[K${line}` : `${line}\n`)
    },
    end: () => void (stderr.isTTY && last !== '' && stderr.write('\r\u001b[K')),
  }
}

function progressLine({ rootKeys, isRunning, lastError }: Rotation): string {
  const total = rootKeys.reduce((sum, { values }) => sum + values, 0)
  const current = rootKeys.find(({ state }) => state === 'CURRENT')
  if (rootKeys.some(({ state }) => state === 'STAGED')) return 'All nodes learn of the new root key …'
  if (!isRunning) return 'Destroying the previous root key …'
  const done = current?.values ?? 0
  const percent = total === 0 ? 100 : Math.floor((done * 100) / total)
  const bar = '█'.repeat(Math.floor(percent / 4)).padEnd(25, '░')
  const trouble = lastError === null ? '' : ` (interrupted by ${lastError}, tried again)`
  return `${bar} ${percent} %  ${done} of ${total} values under root key ${current?.id}${trouble}`
}

function show(rotation: Rotation, json: boolean): void {
  if (json) {
    console.log(JSON.stringify(rotation, null, 2))
    return
  }
  const table = new Table({
    head: ['root key', 'state', 'made', 'values'],
    style: { head: [], border: [] },
  })
  for (const { id, state, createdAt, values } of rotation.rootKeys) {
    table.push([String(id), state, new Date(createdAt).toISOString(), String(values)])
  }
  console.log(table.toString())
  for (const line of remarks(rotation)) console.log(line)
}

function remarks({ rootKeys, isRunning, lastError }: Rotation): readonly string[] {
  if (isRunning) {
    const reason = lastError === null ? '' : ` The last attempt ended with ${lastError}; it is tried again.`
    return [`The rotation is under way, also across restarts.${reason}`]
  }
  return rootKeys
    .filter(({ state }) => state === 'PREVIOUS')
    .map(({ id, values, destroyAt }) =>
      values > 0
        ? `Root key ${id} stays: ${values} values under it cannot be opened (damaged), and it is not destroyed with them.`
        : `Root key ${id} opens nothing but session, grant and import tokens, and is destroyed after the last of them, ` +
          `${new Date(destroyAt ?? 0).toISOString()}. (rotate --end-sessions ends them and destroys it at once.)`,
    )
}
