import { parentPort } from 'node:worker_threads'
import { ExtractionError, type ExtractionFailure, type RawDocument } from '../search.ts'
import { extractDocument } from './extract-document.ts'

/** What a worker answers to a document. */
export type WorkerAnswer =
  | { readonly text: string; readonly title: string | null }
  | { readonly failure: ExtractionFailure; readonly reason: string }

/** pdf.js warns on the console, in words that may come from the document. */
for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const)
  console[method] = () => undefined

parentPort?.on('message', (document: RawDocument) => {
  void extractDocument(document).then(
    (extracted) => answer(extracted),
    (error: unknown) => {
      if (!(error instanceof ExtractionError)) throw error
      answer({ failure: error.failure, reason: error.reason })
    },
  )
})

function answer(message: WorkerAnswer): void {
  parentPort?.postMessage(message)
}
