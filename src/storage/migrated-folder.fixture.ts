import { rmSync } from 'node:fs'
import { copyFile, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStorage } from './open.ts'

let template: Promise<string> | null = null

/** A data folder as `openStorage` leaves a new one. Tables are made once a process: tests open hundreds of folders. */
export async function migratedFolder(prefix: string): Promise<string> {
  template ??= makeTemplate()
  const [from, folder] = await Promise.all([template, mkdtemp(join(tmpdir(), prefix))])
  await Promise.all(files.map((file) => copyFile(join(from, file), join(folder, file))))
  return folder
}

const files = ['keyhold.db', 'trail.db']

async function makeTemplate(): Promise<string> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'keyhold-template-'))
  const storage = await openStorage({ dataFolder, nodeId: 'template', now: () => 0 })
  await storage.close()
  process.once('exit', () => rmSync(dataFolder, { recursive: true, force: true }))
  return dataFolder
}
