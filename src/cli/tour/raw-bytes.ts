import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Document } from '@aws-sdk/client-qbusiness'
import type { ChildServer } from '../child-server.ts'
import type { Stage } from './stage.ts'

const phrasesMax = 400

/** Stops the server and searches every byte that it left for what was put in. */
export async function searchDisk(
  stage: Stage,
  server: ChildServer,
  documents: readonly Document[],
  questions: readonly string[],
): Promise<void> {
  await stage.step(
    'The bytes at rest',
    'nothing of documents, titles, questions or answers is on disk in the clear',
    async () => {
      await server.stop()
      const files = readdirSync(server.dataFolder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
      const phrases = [...questions, ...documents.flatMap(phrasesOf)].slice(0, phrasesMax)
      let bytes = 0
      for (const file of files) {
        const content = readFileSync(file)
        bytes += content.length
        const found = phrases.find((phrase) => encodings(phrase).some((needle) => content.includes(needle)))
        if (found !== undefined)
          throw new Error(`${relative(server.dataFolder, file)} holds plaintext: “${found}”`)
      }
      const blob = files.find((file) => file.includes(`${join(server.dataFolder, 'blobs')}`))
      if (blob) {
        stage.say(`${relative(server.dataFolder, blob)}`)
        stage.quote(hexDump(readFileSync(blob).subarray(0, 96)))
      }
      stage.proven(
        `${files.length} files, ${(bytes / 1e6).toFixed(1)} MB searched for ${phrases.length} phrases (raw, base64, UTF-16): none found`,
      )
    },
  )
}

/** Lines long enough to be nobody else's. */
function phrasesOf({ content }: Document): string[] {
  const blob = content && 'blob' in content && content.blob ? Buffer.from(content.blob).toString('utf8') : ''
  return blob
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.length >= 32)
    .slice(0, 12)
}

/** Base64 has three alignments; the middle of each is searched for. */
function encodings(phrase: string): Buffer[] {
  const raw = Buffer.from(phrase, 'utf8')
  const aligned = [0, 1, 2].map((skip) => {
    const body = raw.subarray(skip, raw.length - ((raw.length - skip) % 3))
    return Buffer.from(body.toString('base64'))
  })
  return [raw, Buffer.from(phrase, 'utf16le'), ...aligned]
}

function hexDump(bytes: Buffer): string {
  const lines: string[] = []
  for (let offset = 0; offset < bytes.length; offset += 32) {
    const row = bytes.subarray(offset, offset + 32)
    const text = [...row].map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('')
    lines.push(`${row.toString('hex').replaceAll(/(.{8})/g, '$1 ')} ${text}`)
  }
  return lines.join('\n')
}
