/** `keyhold scan` in a process of its own, which tells what it needed. */

import { runCommandLine } from '../src/cli/cli.ts'

const began = performance.now()
await runCommandLine([process.execPath, 'keyhold', ...process.argv.slice(2)])
process.send?.({
  seconds: (performance.now() - began) / 1000,
  residentBytesMax: process.resourceUsage().maxRSS * 1024,
  exitCode: process.exitCode ?? 0,
})
process.disconnect?.()
