/** A passphrase from a file, from standard input, or typed without showing it. Never from the command line's words. */

import { readFileSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import { ControlFailure } from './control-client.ts'

const bytesMax = 4096

/** @throws ControlFailure */
export async function readPassphrase(
  prompt: string,
  { file, twice = false }: { readonly file?: string | undefined; readonly twice?: boolean },
): Promise<string> {
  if (file !== undefined) return oneLine(readFile(file))
  if (!process.stdin.isTTY) return oneLine(await readInput())
  const typed = await ask(`${prompt}: `)
  if (twice && (await ask('Once more: ')) !== typed) throw new ControlFailure('the two are not the same')
  return typed
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new ControlFailure(`${file} cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}

async function readInput(): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > bytesMax) throw new ControlFailure('standard input is too long for a passphrase')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** The end of the line does not belong to it. */
function oneLine(text: string): string {
  const line = text.replace(/\r?\n$/, '')
  if (line === '') throw new ControlFailure('the passphrase is empty')
  if (line.length > bytesMax) throw new ControlFailure('that is too long for a passphrase')
  return line
}

/** The terminal's echo is off (raw mode), so erasing and Ctrl-C are ours to do. */
function ask(prompt: string): Promise<string> {
  const { stdin, stderr } = process
  return new Promise((resolve, reject) => {
    let typed: string[] = []
    const decoder = new StringDecoder('utf8')
    const end = (finish: () => void) => {
      stdin.off('data', onData)
      stdin.setRawMode(false)
      stdin.pause()
      stderr.write('\n')
      finish()
    }
    const onData = (chunk: Buffer) => {
      for (const character of decoder.write(chunk)) {
        if (character === '\r' || character === '\n') return end(() => resolve(typed.join('')))
        if (character === '\u0003' || character === '\u0004') {
          return end(() => reject(new ControlFailure('nothing was done')))
        }
        if (character === '\u007f' || character === '\b') typed.pop()
        else if (character === '\u0015') typed = []
        else if (character >= ' ' && typed.length < bytesMax) typed.push(character)
      }
    }
    stderr.write(prompt)
    stdin.setRawMode(true)
    stdin.resume()
    stdin.on('data', onData)
  })
}
