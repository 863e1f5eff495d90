/** `keyhold unseal`: gives a sealed server what opens its root key. */

import { resolve } from 'node:path'
import { control } from './control-client.ts'
import { orExplain } from './or-explain.ts'
import { readPassphrase } from './read-passphrase.ts'

export interface UnsealOptions {
  readonly data: string
  readonly passphraseFile?: string
  readonly seal?: string
}

export function unseal(options: UnsealOptions): Promise<void> {
  return orExplain(async () => {
    const { state } = await control<{ state: string }>(options.data, 'GET /status')
    if (state === 'unsealed') {
      console.log('The server is open already.')
      return
    }
    await control(options.data, 'POST /unseal', await secret(options, state === 'new'))
    console.log('Unsealed: the server answers calls.')
  })
}

async function secret({ seal, passphraseFile: file }: UnsealOptions, isNew: boolean): Promise<object> {
  if (seal?.startsWith('file:')) return { file: resolve(seal.slice(5)) }
  const prompt = isNew
    ? "Choose a passphrase (it alone opens this server's data; at least 12 characters)"
    : 'Passphrase'
  return { passphrase: await readPassphrase(prompt, { file, twice: isNew }) }
}
