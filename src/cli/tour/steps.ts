/** The steps of the tour, in order. Each one says what it proves and checks it; a promise that is not kept ends it. */

import type { ChildServer } from '../child-server.ts'
import { askQuestions, fillIndex, makeApplication, readBack } from './application.ts'
import { makeKey } from './key.ts'
import { searchDisk } from './raw-bytes.ts'
import { loseGrant, loseKey } from './revocation.ts'
import { showTrail } from './show-trail.ts'
import type { Stage } from './stage.ts'

export async function runTour(stage: Stage, server: ChildServer, docsFolder: string): Promise<void> {
  const started = performance.now()
  const { admin, role, keyArn } = await makeKey(stage, server)
  const application = await makeApplication(stage, role, keyArn)
  const documents = await fillIndex(stage, role, application, docsFolder)
  const questions = await askQuestions(stage, role, application, documents)
  await readBack(stage, role, application)
  await loseKey(stage, { admin, role, keyArn, application, question: questions[0] as string })
  await showTrail(stage, admin, keyArn)
  await loseGrant(stage, { admin, role, keyArn, application, question: questions[0] as string })
  await searchDisk(stage, server, documents, questions)
  stage.title(
    `Done in ${((performance.now() - started) / 1000).toFixed(1)} s. Next: README.md, and npm start for a server of your own.`,
  )
}
