/** `keyhold rootkey seal …`: which seals open the root key. */

import { resolve } from 'node:path'
import Table from 'cli-table3'
import { ControlFailure, control } from './control-client.ts'
import { orExplain } from './or-explain.ts'
import { readPassphrase } from './read-passphrase.ts'

interface Seals {
  readonly seals: readonly { readonly name: string; readonly kind: string; readonly createdAt: number }[]
  readonly openedWith: string | null
}

interface SealOptions {
  readonly data: string
  readonly json: boolean
}

export function listSeals({ data, json }: SealOptions): Promise<void> {
  return orExplain(async () => show(await control<Seals>(data, 'GET /seals'), json))
}

export function addSeal(
  seal: string,
  { data, json, passphraseFile: file }: SealOptions & { readonly passphraseFile?: string },
): Promise<void> {
  return orExplain(async () => {
    const answer = await control<Seals & { added: string }>(
      data,
      'POST /seals/add',
      await newSeal(seal, file),
    )
    show(answer, json)
    if (!json) console.log(`Added ${answer.added}. Any one of these seals opens the root key.`)
  })
}

export function removeSeal(name: string, { data, json }: SealOptions): Promise<void> {
  return orExplain(async () => {
    show(await control<Seals>(data, 'POST /seals/remove', { name }), json)
    if (json) return
    console.log('Removed. Backups from before still open with it: if others know its secret, also run')
    console.log('  keyhold rootkey rotate')
  })
}

async function newSeal(seal: string, file: string | undefined): Promise<object> {
  if (seal.startsWith('file:') && seal.length > 5) return { file: resolve(seal.slice(5)) }
  // Whatever follows the colon may be a passphrase: it is not repeated.
  if (seal !== 'passphrase:') throw new ControlFailure('name the new seal as file:PATH or passphrase:')
  const passphrase = await readPassphrase('New passphrase (at least 12 characters)', { file, twice: true })
  return { passphrase }
}

function show({ seals, openedWith }: Seals, json: boolean): void {
  if (json) {
    console.log(JSON.stringify({ seals, openedWith }, null, 2))
    return
  }
  const table = new Table({ head: ['seal', 'since', ''], style: { head: [], border: [] } })
  for (const { name, createdAt } of seals) {
    table.push([name, new Date(createdAt).toISOString(), name === openedWith ? 'holds this server open' : ''])
  }
  console.log(table.toString())
}
