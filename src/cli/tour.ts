/** `keyhold tour`: every promise of the first whole path, kept in front of the reader by official clients alone. */

import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startChildServer } from './child-server.ts'
import { createStage } from './tour/stage.ts'
import { runTour } from './tour/steps.ts'

const ownDocs = fileURLToPath(new URL('../../docs', import.meta.url))

export async function tour(options: { readonly docs?: string; readonly keep: boolean }): Promise<void> {
  const docsFolder = resolve(options.docs ?? ownDocs)
  if (!statSync(docsFolder, { throwIfNoEntry: false })?.isDirectory()) {
    console.error(`${docsFolder} is not a folder. Give one with: npm run tour -- --docs DIR`)
    process.exitCode = 1
    return
  }
  const stage = createStage()
  stage.title('Keyhold: the tour')
  stage.say(`A throw-away server, the unmodified AWS SDK, and the documents in ${docsFolder}`)
  const server = await startChildServer()
  try {
    await runTour(stage, server, docsFolder)
  } catch (error) {
    stage.fail((error as Error).message)
    process.exitCode = 1
  } finally {
    await server.stop()
    if (options.keep) stage.say(`Kept: ${server.dataFolder}`)
    else server.remove()
  }
}
