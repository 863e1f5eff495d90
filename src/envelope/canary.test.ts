import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { callerCall, chunksOf, declaration, openRoom, resourceArn } from './fixtures/open-room.ts'

const mark = 'KANARIENVOGEL-7f3a'

/** As it might rest: raw, UTF-16, hex, and base64 at each of its three alignments (without the edge characters). */
function forms(): Buffer[] {
  const base64 = [0, 1, 2].map((pad) => {
    const encoded = Buffer.concat([Buffer.alloc(pad), Buffer.from(mark)]).toString('base64')
    return encoded.slice(pad === 0 ? 0 : 4, -4)
  })
  const hex = Buffer.from(mark).toString('hex')
  return [
    Buffer.from(mark),
    Buffer.from(mark, 'utf16le'),
    Buffer.from(hex),
    Buffer.from(hex.toUpperCase()),
    ...base64.map((text) => Buffer.from(text)),
  ]
}

test('what was sealed stands in no file of the data folder', async (t) => {
  const room = await openRoom(t)
  const request = { resourceArn, kmsKeyIdentifier: room.keys.addKey() }
  for (const each of [request, { resourceArn }]) {
    const scope = await room.envelope.createScope(callerCall(), declaration, each)
    for (let at = 0; at < 50; at++) {
      const body = { title: `${mark} ${at}`, tags: [mark] }
      const created = await scope.records.create({
        kind: 'note',
        id: `${at}`,
        body,
        indexes: { owner: mark },
      })
      if (at % 2 === 0) await scope.records.update(created, { body: { ...body, title: `${mark} again` } })
    }
    const content = Buffer.from(`${mark} `.repeat(50_000))
    await scope.objects.put('file', 'whole', content)
    await scope.objects.put('file', 'streamed', chunksOf(content, 10_000))
    assert.equal((await scope.records.find('note', 'owner', mark)).length, 50)
    assert.equal((await scope.objects.readAll('file', 'whole')).equals(content), true)
  }

  const entries = await readdir(room.folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  assert.ok(files.length >= 5)
  for (const file of files) {
    const bytes = await readFile(file)
    for (const form of forms()) assert.equal(bytes.includes(form), false, `${file} holds ${form}`)
  }
})
