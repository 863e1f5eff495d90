/** The published package: packed, installed in an empty folder, started by its name. */

import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { temporaryFolder } from '../support/servers.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

test('npm pack, npm install, npx keyhold serve', { timeout: 300_000 }, async (t) => {
  const folder = temporaryFolder(t)
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const archive = readdirSync(folder).find((name) => name.endsWith('.tgz'))
  assert.ok(archive)
  writeFileSync(join(folder, 'package.json'), '{"private":true}\n')
  execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund', `./${archive}`], { cwd: folder })
  const version = execFileSync('npx', ['--no-install', 'keyhold', 'version'], { cwd: folder })
    .toString()
    .trim()
  assert.match(version, /^\d+\.\d+\.\d+$/)
  const tour = execFileSync('npx', ['--no-install', 'keyhold', 'tour'], { cwd: folder }).toString()
  assert.match(tour, /none found[\s\S]*Done in/, 'the tour goes all its way, worker threads included')

  const server = spawn('npx', ['--no-install', 'keyhold', 'serve'], {
    cwd: folder,
    env: {
      ...process.env,
      KEYHOLD_LISTEN: '127.0.0.1:0',
      KEYHOLD_DATA: join(folder, 'data'),
      KEYHOLD_LOG: 'warn',
    },
    detached: true,
  })
  t.after(() => {
    if (server.pid !== undefined) process.kill(-server.pid, 'SIGKILL')
  })
  let output = ''
  const endpoint = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString()
      const ready = /is ready at (http:\/\/\S+)/.exec(stripVTControlCharacters(output))
      if (ready?.[1]) resolve(ready[1])
    }
    server.stdout.on('data', read)
    server.stderr.on('data', read)
    server.once('exit', (code) => reject(new Error(`ended with ${code}:\n${output}`)))
  })
  assert.equal((await fetch(`${endpoint}/readyz`)).status, 200)
})
