/** How the tour looks in a terminal. */

import { styleText } from 'node:util'

export interface Stage {
  title(text: string): void
  /** Runs one step: its heading, then what `act` says, then how long it took. A rejection ends the tour. */
  step<T>(heading: string, proves: string, act: () => Promise<T>): Promise<T>
  say(text: string): void
  /** Indented block, e.g. an answer or a record. */
  quote(text: string): void
  /** A claim that has just been checked. */
  proven(text: string): void
  fail(text: string): void
}

const widthMax = 110

export function createStage(write: (line: string) => void = console.log): Stage {
  let stepNumber = 0
  return {
    title: (text) => write(`\n${styleText('bold', text)}\n`),
    async step(heading, proves, act) {
      stepNumber += 1
      write(`\n${styleText(['bold', 'cyan'], `${stepNumber}. ${heading}`)}`)
      write(styleText('dim', `   proves: ${proves}`))
      const start = performance.now()
      const result = await act()
      write(styleText('dim', `   ${((performance.now() - start) / 1000).toFixed(2)} s`))
      return result
    },
    say: (text) => write(`   ${text}`),
    quote: (text) => {
      for (const line of wrap(text)) write(`   ${styleText('dim', '│')} ${line}`)
    },
    proven: (text) => write(`   ${styleText('green', '✔')} ${text}`),
    fail: (text) => write(`\n   ${styleText('red', '✘')} ${text}`),
  }
}

function wrap(text: string): string[] {
  const lines: string[] = []
  for (const paragraph of text.split('\n')) {
    let line = ''
    for (const word of paragraph.split(' ')) {
      if (line !== '' && line.length + word.length + 1 > widthMax - 6) {
        lines.push(line)
        line = word
      } else line = line === '' ? word : `${line} ${word}`
    }
    lines.push(line)
  }
  return lines
}
