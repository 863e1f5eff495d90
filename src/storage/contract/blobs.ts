import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readdir, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Blobs } from '../storage.ts'
import { type NewPlace, openIn } from './harness.ts'

export function blobsContract(kind: string, newPlace: NewPlace): void {
  test(`${kind}: a blob comes back whole and by range`, async (t) => {
    const place = await newPlace(t)
    const { blobs } = await openIn(place)
    const content = randomBytes(700_001)
    assert.equal(
      await blobs.put('ab12/cd34', [content.subarray(0, 1000), content.subarray(1000)]),
      content.length,
    )
    assert.deepEqual(await readAll(blobs, 'ab12/cd34'), content)
    for (const { start, end } of [
      { start: 0, end: 1 },
      { start: 262_143, end: 262_145 },
      { start: 699_999, end: 900_000 },
      { start: 700_001, end: undefined },
      { start: 800_000, end: undefined },
      { start: 5, end: 5 },
    ]) {
      assert.deepEqual(await readAll(blobs, 'ab12/cd34', { start, end }), content.subarray(start, end))
    }
    const files = await readdir(join(place.dataFolder, 'blobs'), { recursive: true, withFileTypes: true })
    const [file] = files.filter((entry) => entry.isFile())
    assert.equal(files.filter((entry) => entry.isFile()).length, 1)
    assert.equal((await stat(join(file?.parentPath ?? '', file?.name ?? ''))).mode & 0o777, 0o600)
  })

  test(`${kind}: a blob that was not written to its end does not exist`, async (t) => {
    const place = await newPlace(t)
    const { blobs } = await openIn(place)
    async function* broken() {
      yield randomBytes(100)
      throw new RangeError('on purpose')
    }
    await assert.rejects(blobs.put('ab', broken()), RangeError)
    await assert.rejects(readAll(blobs, 'ab'), { name: 'BlobMissingError' })
    assert.deepEqual(await readdir(join(place.dataFolder, 'blobs', 'tmp')), [])
  })

  test(`${kind}: a deleted blob is gone, and deleting it again succeeds`, async (t) => {
    const { blobs } = await openIn(await newPlace(t))
    assert.equal(await blobs.put('ab', []), 0)
    await blobs.delete('ab')
    await blobs.delete('ab')
    await assert.rejects(readAll(blobs, 'ab'), { name: 'BlobMissingError' })
  })

  test(`${kind}: what is not lower-case hex and slashes is not a name of a blob`, async (t) => {
    const { blobs } = await openIn(await newPlace(t))
    for (const name of [
      '',
      '/',
      'a/',
      '/a',
      'a//b',
      '..',
      'a/../b',
      'A',
      'a\0',
      'a\n',
      'g',
      'a'.repeat(201),
    ]) {
      await assert.rejects(blobs.put(name, []), JSON.stringify(name))
      await assert.rejects(readAll(blobs, name), JSON.stringify(name))
      await assert.rejects(blobs.delete(name), JSON.stringify(name))
    }
  })

  test(`${kind}: the sweep takes what a crash left, not what is being written`, async (t) => {
    const place = await newPlace(t)
    const { blobs } = await openIn(place)
    const temporary = join(place.dataFolder, 'blobs', 'tmp')
    await writeFile(join(temporary, 'old'), 'x')
    await writeFile(join(temporary, 'new'), 'x')
    await utimes(join(temporary, 'old'), new Date(0), new Date(0))
    await blobs.put('ab', [Buffer.from('kept')])
    await blobs.sweep(60_000)
    assert.deepEqual(await readdir(temporary), ['new'])
    assert.equal(String(await readAll(blobs, 'ab')), 'kept')
  })
}

async function readAll(blobs: Blobs, name: string, range?: { start: number; end?: number }): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of blobs.read(name, range)) chunks.push(chunk)
  return Buffer.concat(chunks)
}
