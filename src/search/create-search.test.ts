import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RecordConflictError } from '../envelope/envelope.ts'
import { createSearch } from './create-search.ts'
import { createFakeAuthority, createFakeScope, type FakeScope, KeyGoneError } from './fixtures/fake-scope.ts'
import type { ManifestSegment } from './index/manifest.ts'
import type { Passage, Search, SearchDocument } from './search.ts'

const animals = ['badger', 'otter', 'heron', 'lynx', 'marten', 'osprey', 'pike', 'raven', 'stoat', 'vole']
const deeds = ['sleeps', 'hunts', 'swims', 'builds nests', 'migrates', 'digs burrows', 'sings']

function corpus(count: number): SearchDocument[] {
  return Array.from({ length: count }, (_, i) => {
    const animal = animals[i % animals.length]
    const deed = deeds[(i * 3) % deeds.length]
    const filler = `Chapter ${i} has number ${i * 7} and word${i}. `.repeat(1 + (i % 5))
    return {
      id: `doc-${i}`,
      title: `Notes on the ${animal}`,
      text: `The ${animal} ${deed} near river ${i % 13}.\n\n${filler}`,
    }
  })
}

function setUp(): { scope: FakeScope; search: Search; authority: ReturnType<typeof createFakeAuthority> } {
  const scope = createFakeScope()
  const authority = createFakeAuthority()
  return { scope, authority, search: createSearch({ authority, now: () => scope.now() }) }
}

function segmentsOf(scope: FakeScope): readonly ManifestSegment[] {
  const record = scope.kept.get('search-index/index-1')
  return (record?.body as { segments: ManifestSegment[] } | undefined)?.segments ?? []
}

function outline(passages: readonly Passage[]): string[] {
  return passages.map(
    ({ documentId, start, end, score }) => `${documentId} ${start}-${end} ${score.toFixed(6)}`,
  )
}

const questions = [
  'What does the otter do near the river?',
  'raven burrows',
  'word17',
  'chapter 21 heron',
  'osprey migratory',
]

test('query: an index of many segments ranks and scores like one of a single segment', async () => {
  const documents = corpus(120)
  const whole = setUp()
  await whole.search.add(whole.scope, 'index-1', documents)
  const parts = setUp()
  for (let i = 0; i < documents.length; i += 7)
    await parts.search.add(parts.scope, 'index-1', documents.slice(i, i + 7))
  assert.equal(segmentsOf(whole.scope).length, 1)
  assert.ok(segmentsOf(parts.scope).length > 1)
  for (const text of questions) {
    const expected = outline(await whole.search.query(whole.scope, 'index-1', { text, limit: 10 }))
    assert.ok(expected.length > 0, text)
    assert.deepEqual(
      outline(await parts.search.query(parts.scope, 'index-1', { text, limit: 10 })),
      expected,
      text,
    )
  }
})

test('query: what was removed and replaced leaves no trace in scores', async () => {
  const documents = corpus(90)
  const clean = setUp()
  await clean.search.add(clean.scope, 'index-1', documents.slice(0, 60))
  const used = setUp()
  await used.search.add(
    used.scope,
    'index-1',
    documents.map((document) => ({ ...document, text: `old ${document.text}` })),
  )
  for (let i = 0; i < 60; i += 10) await used.search.add(used.scope, 'index-1', documents.slice(i, i + 10))
  await used.search.remove(
    used.scope,
    'index-1',
    documents.slice(60).map((document) => document.id),
  )
  const check = async (): Promise<void> => {
    for (const text of questions) {
      const expected = outline(await clean.search.query(clean.scope, 'index-1', { text, limit: 10 }))
      assert.deepEqual(
        outline(await used.search.query(used.scope, 'index-1', { text, limit: 10 })),
        expected,
        text,
      )
    }
  }
  await check()
  await used.search.purge(used.scope, 'index-1')
  assert.ok(segmentsOf(used.scope).every((segment) => segment.dead.length === 0))
  assert.deepEqual(await used.search.query(used.scope, 'index-1', { text: 'old', limit: 5 }), [])
  await check()
})

test('purge: the words of removed documents are in no stored object any more', async () => {
  const { scope, search } = setUp()
  await search.add(scope, 'index-1', [
    ...corpus(30),
    { id: 'secret', title: 'Secret', text: 'The word is xylophone.' },
  ])
  await search.remove(scope, 'index-1', ['secret'])
  const holds = (): boolean => [...scope.stored.values()].some((bytes) => bytes.includes('xylophon'))
  assert.ok(holds())
  await search.purge(scope, 'index-1')
  assert.ok(!holds())
  assert.equal((await search.query(scope, 'index-1', { text: 'otter', limit: 5 })).length, 3)
})

test('query: offsets point at the passage in the document', async () => {
  const { scope, search } = setUp()
  const text = `# Ünïcode 🦦\n\n${'Ein Satz über Füchse und 🦊. '.repeat(60)}\n\n## Otters\n\nOtters sleep afloat 🦦 holding hands.`
  await search.add(scope, 'index-1', [{ id: 'a', title: 'Ünï', text }])
  const [passage] = await search.query(scope, 'index-1', { text: 'Do otters sleep?', limit: 1 })
  assert.ok(passage)
  assert.equal(text.slice(passage.start, passage.end), passage.text)
  assert.match(passage.text, /holding hands/)
})

test('query: accept is asked once a document and what it refuses does not count', async () => {
  const { scope, search } = setUp()
  await search.add(scope, 'index-1', corpus(60))
  const asked: string[] = []
  const accept = (id: string): boolean => {
    asked.push(id)
    return id === 'doc-41' || id === 'doc-51'
  }
  const passages = await search.query(scope, 'index-1', { text: 'otter', limit: 2, accept })
  assert.deepEqual(passages.map((passage) => passage.documentId).sort(), ['doc-41', 'doc-51'])
  assert.equal(new Set(asked).size, asked.length)
})

test('query: neighbouring passages of a document come as one', async () => {
  const { scope, search } = setUp()
  const text = Array.from(
    { length: 40 },
    (_, i) => `Sentence ${i} speaks of the kestrel and its long flight over hills.`,
  ).join(' ')
  await search.add(scope, 'index-1', [{ id: 'a', title: 'Birds', text }])
  const passages = await search.query(scope, 'index-1', { text: 'kestrel flight', limit: 10 })
  for (const [i, passage] of passages.entries()) {
    assert.ok(
      passages.every((other, j) => i === j || other.end <= passage.start || other.start >= passage.end),
    )
  }
  assert.equal(text.slice(passages[0]?.start, passages[0]?.end), passages[0]?.text)
})

for (const [text, id] of [
  ['encryptoin', 'misspelt'],
  ['migrat', 'prefix'],
  ['create grant', 'camel'],
  ['CreateGrant', 'camel'],
  ['cafe', 'accent'],
  ['東京', 'unspaced'],
] as const) {
  test(`query: ${text} finds the ${id} document`, async () => {
    const { scope, search } = setUp()
    await search.add(scope, 'index-1', [
      { id: 'misspelt', title: '', text: 'Encryption protects data at rest.' },
      { id: 'prefix', title: '', text: 'Storks and their migrations across continents.' },
      { id: 'camel', title: '', text: 'The operation CreateGrant lets a service use a key.' },
      { id: 'accent', title: '', text: 'Meet me at the café.' },
      { id: 'unspaced', title: '', text: '私は東京に住んでいます。' },
    ])
    const [best] = await search.query(scope, 'index-1', { text, limit: 3 })
    assert.equal(best?.documentId, id)
  })
}

for (const text of ['', 'the of and', '???', '\ud800', 'zzzzqqq']) {
  test(`query: ${JSON.stringify(text)} finds nothing and harms nothing`, async () => {
    const { scope, search } = setUp()
    assert.deepEqual(await search.query(scope, 'index-1', { text, limit: 3 }), [])
    await search.add(scope, 'index-1', corpus(5))
    assert.deepEqual(await search.query(scope, 'index-1', { text, limit: 3 }), [])
  })
}

test('query: refuses as soon as the key is gone, from memory too, and works again when it is back', async () => {
  const { scope, search, authority } = setUp()
  await search.add(scope, 'index-1', corpus(30))
  const ask = (): Promise<readonly Passage[]> => search.query(scope, 'index-1', { text: 'otter', limit: 3 })
  const before = await ask()
  scope.revoked = true
  authority.touch(scope.subject)
  await assert.rejects(ask(), KeyGoneError)
  await assert.rejects(search.add(scope, 'index-1', corpus(1)), KeyGoneError)
  scope.revoked = false
  assert.deepEqual(await ask(), before)
})

test('query: an answer that was under way when the key went is not given', async () => {
  const { scope, search, authority } = setUp()
  await search.add(scope, 'index-1', corpus(30))
  const accept = (): boolean => {
    scope.revoked = true
    authority.touch(scope.subject)
    return true
  }
  await assert.rejects(search.query(scope, 'index-1', { text: 'otter', limit: 3, accept }), KeyGoneError)
})

test('query: a second one reads no object again; a cold one reads few', async () => {
  const { scope, search, authority } = setUp()
  for (let i = 0; i < 40; i += 1) await search.add(scope, 'index-1', corpus(400).slice(i * 10, i * 10 + 10))
  authority.touch(scope.subject)
  scope.reads.calls = 0
  await search.query(scope, 'index-1', { text: 'otter swims', limit: 3 })
  assert.ok(scope.reads.calls <= 3 * segmentsOf(scope).length, `${scope.reads.calls} reads`)
  scope.reads.calls = 0
  await search.query(scope, 'index-1', { text: 'otter swims', limit: 3 })
  assert.equal(scope.reads.calls, 0)
})

test('query: a merge by another node between manifest and segments is survived', async () => {
  const { scope, search, authority } = setUp()
  await search.add(scope, 'index-1', corpus(30))
  const other = createSearch({ authority: createFakeAuthority(), now: () => 0 })
  authority.touch(scope.subject)
  const read = scope.objects.read.bind(scope.objects)
  let merged = false
  scope.objects.read = async function* (kind, id, range) {
    if (!merged) {
      merged = true
      await other.remove(scope, 'index-1', ['doc-1'])
      await other.purge(scope, 'index-1')
    }
    yield* read(kind, id, range)
  }
  const passages = await search.query(scope, 'index-1', { text: 'otter', limit: 5 })
  assert.deepEqual(passages.map((passage) => passage.documentId).sort(), ['doc-11', 'doc-21'])
})

test('cache: stays within its limit and still answers', async () => {
  const scope = createFakeScope()
  const search = createSearch({ authority: createFakeAuthority(), now: () => 0, cacheBytesMax: 10_000 })
  for (let i = 0; i < 200; i += 10) await search.add(scope, 'index-1', corpus(200).slice(i, i + 10))
  for (const text of questions)
    assert.ok((await search.query(scope, 'index-1', { text, limit: 3 })).length > 0)
})

test('add: another writer first → tried again, nothing lost, nothing left behind', async () => {
  const { scope, search } = setUp()
  await search.add(scope, 'index-1', corpus(10))
  let failures = 2
  scope.beforeWrite = (name) => {
    if (name === 'update search-index' && failures-- > 0) throw new RecordConflictError('first')
  }
  await search.add(scope, 'index-1', corpus(20).slice(10))
  assert.equal(scope.stored.size, segmentsOf(scope).length)
  assert.equal((await search.query(scope, 'index-1', { text: 'otter', limit: 9 })).length, 2)
})

test('add: two nodes at once lose nothing', async () => {
  const { scope, search } = setUp()
  const other = createSearch({ authority: createFakeAuthority(), now: () => 0 })
  const documents = corpus(40)
  await Promise.all([
    search.add(scope, 'index-1', documents.slice(0, 10)),
    other.add(scope, 'index-1', documents.slice(10, 20)),
    search.add(scope, 'index-1', documents.slice(20, 30)),
    other.add(scope, 'index-1', documents.slice(30)),
  ])
  const passages = await search.query(scope, 'index-1', { text: 'otter', limit: 9 })
  assert.deepEqual(passages.map((passage) => passage.documentId).sort(), [
    'doc-1',
    'doc-11',
    'doc-21',
    'doc-31',
  ])
})

test('crash: wherever a write stops, the index is the old one or the new one, and orphans are swept', async () => {
  for (let stop = 0; ; stop += 1) {
    const { scope, search, authority } = setUp()
    for (let i = 0; i < 50; i += 10) await search.add(scope, 'index-1', corpus(60).slice(i, i + 10))
    let writes = 0
    scope.beforeWrite = () => {
      if (writes++ >= stop) throw new Error('power cut')
    }
    const done = await search.add(scope, 'index-1', corpus(60).slice(50)).then(
      () => true,
      () => false,
    )
    scope.beforeWrite = () => undefined
    authority.touch(scope.subject)
    const found = await search.query(scope, 'index-1', { text: 'otter', limit: 20 })
    assert.ok(found.length === 5 || (found.length === 6 && stop > 2), `stop ${stop}: ${found.length}`)
    if (done) {
      assert.ok(stop > 3)
      return
    }
    scope.now = () => 2 * 3_600_000
    await search.add(scope, 'index-1', corpus(1))
    for (let i = 0; i < 6; i += 1) await search.add(scope, 'index-1', corpus(60).slice(i * 10, i * 10 + 10))
    assert.equal(scope.stored.size, segmentsOf(scope).length, `stop ${stop}`)
  }
})

test('drop: works without the key and leaves nothing', async () => {
  const { scope, search, authority } = setUp()
  for (let i = 0; i < 3; i += 1) await search.add(scope, 'index-1', corpus(30).slice(i * 10, i * 10 + 10))
  await search.add(scope, 'index-2', corpus(3))
  scope.revoked = true
  authority.touch(scope.subject)
  await search.drop(scope, 'index-1')
  await search.drop(scope, 'index-1')
  assert.equal(scope.stored.size, 1)
  scope.revoked = false
  assert.deepEqual(await search.query(scope, 'index-1', { text: 'otter', limit: 1 }), [])
  assert.equal((await search.query(scope, 'index-2', { text: 'otter', limit: 1 })).length, 1)
})

test('records and objects: no document id, title or word stands in a plain column', async () => {
  const { scope, search } = setUp()
  await search.add(scope, 'index-1', [{ id: 'canary-id', title: 'canary title', text: 'canary word' }])
  for (const { body: _, ...plain } of scope.kept.values())
    assert.ok(!JSON.stringify(plain).includes('canary'))
  for (const key of scope.stored.keys()) assert.ok(!key.includes('canary'))
})
