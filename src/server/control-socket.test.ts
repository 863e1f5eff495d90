import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { controlSocketPath } from './control-path.ts'
import { ControlError, type ControlRoutes, openControlSocket } from './control-socket.ts'

function newFolder(t: TestContext, name = 'data'): string {
  const base = mkdtempSync(join(tmpdir(), 'keyhold-control-'))
  t.after(() => rmSync(base, { recursive: true }))
  const folder = join(base, name)
  mkdirSync(folder, { mode: 0o700 })
  return folder
}

const routes: ControlRoutes = {
  'GET /status': async () => ({ state: 'here' }),
  'POST /echo': async (input) => input,
  'POST /refuse': async () => {
    throw new ControlError('not like that')
  },
  'POST /break': async () => {
    throw new Error('secret detail')
  },
}

async function openTest(t: TestContext, folder: string): Promise<unknown[]> {
  const errors: unknown[] = []
  const socket = await openControlSocket(folder, routes, (error) => errors.push(error))
  t.after(() => socket.close())
  return errors
}

async function call(folder: string, method: string, path: string, body?: string | Buffer) {
  const socket = await controlSocketPath(folder)
  assert.ok(socket)
  try {
    return await new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const sent = request({ socketPath: socket.path, method, path }, (response) => {
        let text = ''
        response.on('data', (chunk: Buffer) => {
          text += chunk.toString()
        })
        response.on('end', () => resolve({ status: response.statusCode, body: text }))
      })
      sent.on('error', reject)
      sent.end(body)
    })
  } finally {
    await socket.close()
  }
}

test('the socket is its owner’s alone and answers what it knows', async (t) => {
  const folder = newFolder(t)
  await openTest(t, folder)
  assert.equal(statSync(join(folder, 'control.sock')).mode & 0o777, 0o600)
  assert.deepEqual(await call(folder, 'GET', '/status'), { status: 200, body: '{"state":"here"}' })
  assert.deepEqual(await call(folder, 'POST', '/echo', '{"a":"ä"}'), { status: 200, body: '{"a":"ä"}' })
})

test('what the operator can mend is told, a mistake of ours is not', async (t) => {
  const folder = newFolder(t)
  const errors = await openTest(t, folder)
  assert.deepEqual(await call(folder, 'POST', '/refuse'), { status: 400, body: '{"error":"not like that"}' })
  const broken = await call(folder, 'POST', '/break')
  assert.equal(broken.status, 500)
  assert.doesNotMatch(broken.body, /secret/)
  assert.equal(errors.length, 1)
})

const refused: readonly [string, string, string, string | Buffer][] = [
  ['an unknown path', 'GET', '/metrics', ''],
  ['a path of every object', 'GET', '/constructor', ''],
  ['another method', 'GET', '/echo', ''],
  ['no JSON', 'POST', '/echo', 'passphrase=secret'],
  ['JSON that is no object', 'POST', '/echo', '"secret"'],
  ['bytes', 'POST', '/echo', Buffer.from([0xff, 0, 0xfe])],
  ['too much', 'POST', '/echo', JSON.stringify({ secret: 'x'.repeat(20_000) })],
]
for (const [what, method, path, body] of refused) {
  test(`it refuses ${what} and repeats nothing of it`, async (t) => {
    const folder = newFolder(t)
    await openTest(t, folder)
    const answer = await call(folder, method, path, body)
    assert.equal(answer.status, 400)
    assert.doesNotMatch(answer.body, /secret|xxx/)
  })
}

test('a socket that a crash left is replaced, one of a living server is not', async (t) => {
  const folder = newFolder(t)
  const path = join(folder, 'control.sock')
  const living = createServer().listen(path)
  await new Promise((resolve) => living.once('listening', resolve))
  await assert.rejects(openTest(t, folder), /in use by another server/)
  chmodSync(path, 0o600)
  // A handle that is dropped without closing leaves the file, as a crash does.
  renameSync(path, `${path}.kept`)
  await new Promise((resolve) => living.close(resolve))
  renameSync(`${path}.kept`, path)
  await openTest(t, folder)
  assert.equal((await call(folder, 'GET', '/status')).status, 200)
})

test('a folder whose path is too long for a socket is reached all the same, where the system allows', async (t) => {
  const folder = newFolder(t, 'x'.repeat(150))
  if (process.platform !== 'linux') {
    await assert.rejects(openTest(t, folder), /too long for a socket/)
    return
  }
  await openTest(t, folder)
  assert.equal((await call(folder, 'GET', '/status')).status, 200)
})
