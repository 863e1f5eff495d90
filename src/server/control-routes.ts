/** What the machine's operator may ask of the running server. */

import type { Logger } from 'pino'
import { openFileSeal } from '../rootkey/file-seal.ts'
import { hasRootKey } from '../rootkey/open-root-key.ts'
import { newPassphraseSeal, passphraseBytes } from '../rootkey/passphrase-seal.ts'
import { type RotationRoom, rotationState, startRotation } from '../rootkey/rotate.ts'
import type { Seal } from '../rootkey/seal.ts'
import { addSeal, listSeals, removeSeal } from '../rootkey/seals.ts'
import type { Storage } from '../storage/storage.ts'
import { ControlError, type ControlRoutes } from './control-socket.ts'
import type { Vault } from './vault.ts'

export function controlRoutes({
  storage,
  vault,
  log,
  now,
}: {
  storage: Storage
  vault: Vault
  log: Logger
  now: () => number
}): ControlRoutes {
  const room = (): RotationRoom => {
    const rootKey = vault.rootKey()
    if (rootKey === null) throw new ControlError('the server is sealed: first keyhold unseal')
    return { storage, rootKey, now }
  }

  const state = async () => {
    if (vault.rootKey() !== null) return { state: 'unsealed' }
    return { state: (await hasRootKey(storage)) ? 'sealed' : 'new' }
  }

  const seals = async () => ({
    seals: await listSeals(storage),
    openedWith: vault.rootKey()?.sealName ?? null,
  })

  return {
    'GET /status': state,
    'POST /unseal': async (input) => {
      if (vault.rootKey() !== null) return await state()
      try {
        await vault.unseal(
          typeof input.file === 'string' ? { file: input.file } : { passphrase: text(input, 'passphrase') },
        )
      } catch (error) {
        log.warn({ error: (error as Error).name }, 'what was given does not unseal')
        throw error
      }
      log.info({ seal: vault.rootKey()?.sealName }, 'unsealed')
      return await state()
    },
    'GET /seals': seals,
    'POST /seals/add': async (input) => {
      const opened = room()
      const added = await newSeal(input)
      await addSeal(opened, added)
      log.info({ seal: added.name }, 'a seal was added')
      return { ...(await seals()), added: added.name }
    },
    'POST /seals/remove': async (input) => {
      const name = text(input, 'name')
      await removeSeal(room(), name)
      log.info({ seal: name }, 'a seal was removed')
      return await seals()
    },
    'POST /rotation': async (input) => {
      await startRotation(room(), { endSessions: input.endSessions === true })
      storage.jobs.nudge()
      log.info({ endSessions: input.endSessions === true }, 'the root key is being replaced')
      return await rotationState(room())
    },
    'GET /rotation': async () => await rotationState(room()),
  }
}

/** A file that is there is taken as it is. */
async function newSeal(input: Readonly<Record<string, unknown>>): Promise<Seal> {
  if (typeof input.file === 'string') return await openFileSeal(input.file, { create: true })
  const passphrase = passphraseBytes(text(input, 'passphrase'))
  try {
    return await newPassphraseSeal(passphrase)
  } finally {
    passphrase.fill(0)
  }
}

function text(input: Readonly<Record<string, unknown>>, name: string): string {
  const value = input[name]
  if (typeof value !== 'string') throw new ControlError(`${name} is missing`)
  return value
}
