import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { deflateSync } from 'node:zlib'
import PdfDocument from 'pdfkit'
import { createTextExtractor } from './create-text-extractor.ts'

async function pdf(text: string): Promise<Buffer> {
  const document = new PdfDocument()
  document.text(text).end()
  return Buffer.concat(await Array.fromAsync(document as AsyncIterable<Buffer>))
}

/** A page whose content unpacks to `bytes`. */
function bomb(bytes: number): Buffer {
  const packed = deflateSync(Buffer.alloc(bytes, ' '))
  const parts = [
    '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n',
    `3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n4 0 obj<</Length ${packed.length}/Filter/FlateDecode>>stream\n`,
  ]
  return Buffer.concat([
    Buffer.from(parts.join('')),
    packed,
    Buffer.from('\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF'),
  ])
}

test('extractText: reads in a worker and leaves the caller its bytes', async (t) => {
  const extractor = createTextExtractor()
  t.after(() => extractor.close())
  const content = await pdf('Keys rotate.')
  const [first, second] = await Promise.all([
    extractor.extractText({ content, title: 'Given' }),
    extractor.extractText({ content: Buffer.from('plain') }),
  ])
  assert.deepEqual(first, { text: 'Keys rotate.', title: 'Given' })
  assert.deepEqual(second, { text: 'plain', title: null })
  assert.equal(content.subarray(0, 5).toString(), '%PDF-')
})

test('extractText: more documents than workers wait for their turn', async (t) => {
  const extractor = createTextExtractor({ workersMax: 1 })
  t.after(() => extractor.close())
  const texts = Array.from({ length: 20 }, (_, i) => `document ${i}`)
  const extracted = await Promise.all(
    texts.map((text) => extractor.extractText({ content: Buffer.from(text) })),
  )
  assert.deepEqual(
    extracted.map(({ text }) => text),
    texts,
  )
})

test('extractText: a failure of the document is its own error; the next one is read', async (t) => {
  const extractor = createTextExtractor({ workersMax: 1 })
  t.after(() => extractor.close())
  await assert.rejects(extractor.extractText({ content: Buffer.from('x'), contentType: 'PDF' }), {
    name: 'ExtractionError',
    failure: 'UNREADABLE',
  })
  assert.equal((await extractor.extractText({ content: Buffer.from('next') })).text, 'next')
})

test('extractText: out of time → TIMEOUT, and the next one is read by a new worker', async (t) => {
  const extractor = createTextExtractor({ workersMax: 1, timeoutMs: 2500 })
  t.after(() => extractor.close())
  const slow = Buffer.from(`<x>${'<a><b><c>'.repeat(3_000_000)}`)
  await assert.rejects(extractor.extractText({ content: slow, contentType: 'HTML' }), { failure: 'TIMEOUT' })
  assert.equal((await extractor.extractText({ content: Buffer.from('next') })).text, 'next')
})

test('extractText: out of heap → TOO_LARGE, this process lives and reads on', async (t) => {
  const extractor = createTextExtractor({ workersMax: 1, heapMegabytesMax: 24 })
  t.after(() => extractor.close())
  const deep = Buffer.from(JSON.stringify(Array.from({ length: 250_000 }, (_, i) => ({ [`k${i}`]: i }))))
  await assert.rejects(extractor.extractText({ content: deep, contentType: 'JSON' }), {
    failure: 'TOO_LARGE',
  })
  assert.equal((await extractor.extractText({ content: Buffer.from('next') })).text, 'next')
})

test('extractText: a PDF that unpacks beyond the limit → TOO_LARGE', async (t) => {
  const extractor = createTextExtractor({ workersMax: 1, buffersMegabytesMax: 64 })
  t.after(() => extractor.close())
  await assert.rejects(extractor.extractText({ content: bomb(300_000_000) }), { failure: 'TOO_LARGE' })
})

test('close: what is under way and what waits is rejected', async () => {
  const extractor = createTextExtractor({ workersMax: 1 })
  const first = assert.rejects(extractor.extractText({ content: Buffer.from('a') }), { failure: 'CLOSED' })
  const second = assert.rejects(extractor.extractText({ content: Buffer.from('b') }), { failure: 'CLOSED' })
  await extractor.close()
  await Promise.all([first, second])
  await assert.rejects(extractor.extractText({ content: Buffer.from('c') }), { failure: 'CLOSED' })
})

test('extractText: parsers print nothing, and idle workers do not keep the process alive', async () => {
  const url = new URL('./create-text-extractor.ts', import.meta.url).href
  const damaged = (await pdf('Keys rotate.'))
    .toString('latin1')
    .replace('xref', 'xxxx')
    .replaceAll('/Font', '/Fxnt')
  const program = `const { createTextExtractor } = await import(${JSON.stringify(url)})
    const content = Buffer.from(${JSON.stringify(damaged)}, 'latin1')
    await createTextExtractor({ idleMs: 60000 }).extractText({ content }).catch(() => undefined)`
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', program],
    { timeout: 10_000 },
  )
  assert.equal(stdout + stderr, '')
})
