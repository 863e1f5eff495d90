import { open } from 'node:fs/promises'
import { openFileSeal } from '../rootkey/file-seal.ts'
import {
  hasPassphraseSeal,
  hasRootKey,
  type OpenRootKey,
  openRootKey,
  openWithPassphrase,
} from '../rootkey/open-root-key.ts'
import { passphraseBytes } from '../rootkey/passphrase-seal.ts'
import { listSeals } from '../rootkey/seals.ts'
import type { Storage } from '../storage/storage.ts'
import type { SealSetting } from './config.ts'
import { StartError } from './start-error.ts'

const passphraseFileBytesMax = 4096

/**
 * Opens the root key with the configured seal, making both on the very first start. Null when that takes a passphrase
 * which is not configured: then the server waits for it.
 */
export async function openConfiguredRootKey(
  storage: Storage,
  setting: SealSetting,
  now: () => number,
): Promise<OpenRootKey | null> {
  if (setting.kind === 'file') return await openByFile(storage, setting.file, now)
  const text = await configuredPassphrase(setting)
  if (text !== null) return await openByPassphrase(storage, text, now)
  if ((await hasRootKey(storage)) && !(await hasPassphraseSeal(storage))) {
    const names = (await listSeals(storage)).map(({ name }) => name)
    throw new StartError(
      `no passphrase opens this database; its seal is ${names.join(' or ') || 'a file'}. ` +
        'Start with KEYHOLD_SEAL=file:PATH, then: keyhold rootkey seal add passphrase:',
    )
  }
  return null
}

/** The seal's file is made only for a database that has no root key yet. */
export async function openByFile(storage: Storage, file: string, now: () => number): Promise<OpenRootKey> {
  const seal = await openFileSeal(file, { create: !(await hasRootKey(storage)) })
  return await openRootKey({ storage, seal, now })
}

export async function openByPassphrase(
  storage: Storage,
  text: string,
  now: () => number,
): Promise<OpenRootKey> {
  const passphrase = passphraseBytes(text)
  try {
    return await openWithPassphrase({ storage, passphrase, now })
  } finally {
    passphrase.fill(0)
  }
}

async function configuredPassphrase(setting: SealSetting & { kind: 'passphrase' }): Promise<string | null> {
  if (setting.passphrase !== undefined) return setting.passphrase.export().toString('utf8')
  return setting.passphraseFile === undefined ? null : await readPassphraseFile(setting.passphraseFile)
}

/** One line; its end does not belong to the passphrase. @throws StartError */
async function readPassphraseFile(file: string): Promise<string> {
  const handle = await open(file, 'r').catch((cause: NodeJS.ErrnoException) => {
    throw new StartError(`the passphrase file ${file} cannot be read (${cause.code})`, { cause })
  })
  try {
    // One handle for all checks and the read, so that the file checked is the file used.
    const { mode, size } = await handle.stat()
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new StartError(`the passphrase file ${file} can be read by others: chmod 600 ${file}`)
    }
    if (size > passphraseFileBytesMax) throw new StartError(`the passphrase file ${file} is too large`)
    return (await handle.readFile('utf8')).replace(/\r?\n$/, '')
  } finally {
    await handle.close()
  }
}
