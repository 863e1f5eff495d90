import { styleText } from 'node:util'
import { ControlFailure } from './control-client.ts'

/** What the operator can mend is one line and exit code 1, not a stack. */
export async function orExplain(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof ControlFailure)) throw error
    console.error(`${styleText('red', 'keyhold:')} ${error.message}`)
    process.exitCode = 1
  }
}
