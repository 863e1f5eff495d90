#!/usr/bin/env node
/** The command line's entry: picks a command, nothing else. */

import { enableCompileCache } from 'node:module'

// Compiled code is kept between starts (in the system's temporary folder), which about halves the time to ready.
enableCompileCache()
const { runCommandLine } = await import('./cli/cli.ts')
await runCommandLine(process.argv)
