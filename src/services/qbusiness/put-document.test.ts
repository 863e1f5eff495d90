/** Puts of one document that meet, or end half-way: whatever was accepted last is the document, whole, and nothing else stays. */

import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Blobs, Storage } from '../../storage/storage.ts'
import { type House, type HouseOptions, newDataFolder, openHouse, until } from './fixtures/open-house.ts'
import { type Assistant, makeAssistant, putAndWait, settled, textDocument } from './fixtures/story.ts'

type Step = 'put' | 'unlink'

interface Held {
  /** Resolves once a call is held. */
  readonly reached: Promise<void>
  /** Lets it go, or fails it. */
  release(error?: Error): void
}

/** Holds back single calls that write or remove large content, which rests outside of the database. */
function createGate() {
  const waiting: { step: Step; reached: () => void; released: Promise<void> }[] = []
  async function pass(step: Step): Promise<void> {
    const at = waiting.findIndex((held) => held.step === step)
    if (at < 0) return
    const [held] = waiting.splice(at, 1)
    held?.reached()
    await held?.released
  }
  return {
    wrapStorage: (storage: Storage): Storage => {
      const blobs: Blobs = {
        ...storage.blobs,
        put: async (...args) => {
          await pass('put')
          return storage.blobs.put(...args)
        },
        delete: async (...args) => {
          await pass('unlink')
          return storage.blobs.delete(...args)
        },
      }
      return { ...storage, database: storage.database, blobs }
    },
    /** The next call that is not held yet. */
    holdNext(step: Step): Held {
      const reached = Promise.withResolvers<void>()
      const released = Promise.withResolvers<void>()
      waiting.push({ step, reached: reached.resolve, released: released.promise })
      return {
        reached: reached.promise,
        release: (error) => (error === undefined ? released.resolve() : released.reject(error)),
      }
    },
  }
}

interface Setting {
  readonly house: House
  readonly assistant: Assistant
  readonly gate: ReturnType<typeof createGate>
  readonly put: (...documents: readonly (readonly [id: string, word: string])[]) => Promise<unknown>
  /** Title and words of the document found. */
  readonly found: (id: string) => Promise<{ title: string | undefined; words: readonly string[] }>
  /** Contents and blobs that rest. */
  readonly resting: () => Promise<{ contents: number; files: number }>
  /** A new house on the same data: whatever the old one left waiting is indexed then. */
  readonly restarted: () => Promise<Setting>
}

const words = ['first', 'walrus', 'penguin', 'seal'] as const
const large = 'Nothing more is to be said. '.repeat(4_000)

async function start(t: TestContext, options: Partial<HouseOptions> = {}): Promise<Setting> {
  return open({ dataFolder: await newDataFolder(t), ...options })
}

async function open(options: HouseOptions, known?: Assistant): Promise<Setting> {
  const { dataFolder } = options
  const gate = createGate()
  const house = await openHouse({ wrapStorage: gate.wrapStorage, ...options })
  const assistant = known ?? (await makeAssistant(house))
  const { applicationId, indexId, retrieverId } = assistant
  return {
    house,
    assistant,
    gate,
    put: (...documents) =>
      house.q('BatchPutDocument', {
        applicationId,
        indexId,
        documents: documents.map(([id, word]) => largeDocument(id, word)),
      }),
    async found(id) {
      const { relevantContent = [] } = await house.q('SearchRelevantContent', {
        applicationId,
        queryText: `the word ${words.join(' ')}`,
        contentSource: { retriever: { retrieverId } },
        attributeFilter: { equalsTo: { name: '_document_id', value: { stringValue: id } } },
      })
      const text = relevantContent.map(({ content }) => content).join(' ')
      return {
        title: relevantContent[0]?.documentTitle,
        words: words.filter((word) => text.includes(`word is ${word}`)),
      }
    },
    async resting() {
      const { count } = await house.storage.database
        .selectFrom('sealed_record')
        .select((select) => select.fn.countAll<number>().as('count'))
        .where('kind', '=', 'content')
        .executeTakeFirstOrThrow()
      const entries = await readdir(join(dataFolder, 'blobs'), { recursive: true, withFileTypes: true })
      const isContent = (file: string) => file.includes('blobs')
      const files = entries.filter((entry) => entry.isFile() && isContent(entry.parentPath)).length
      return { contents: Number(count), files }
    },
    async restarted() {
      await house.close()
      const next = await open(options, assistant)
      await settled(next.house, applicationId, indexId)
      return next
    },
  }
}

/** Too large to rest in the database beside its record. */
function largeDocument(id: string, word: string) {
  return textDocument(id, `The word is ${word}. ${large}`, { title: word })
}

const limited = { timeout: 20_000 }

// Nothing is indexed while puts race, so that what is found afterwards is what rests.

test('a put that is refused takes nothing of the accepted one with it', limited, async (t) => {
  const { house, assistant, gate, put, restarted } = await start(t)
  await putAndWait(house, assistant, [largeDocument('d', 'first')])
  await house.storage.jobs.stop()
  const held = gate.holdNext('put')
  const slow = put(['d', 'walrus'])
  await held.reached
  await put(['d', 'penguin'])
  held.release()
  await assert.rejects(slow, { code: 'ConflictException' })
  const { found, resting } = await restarted()
  assert.deepEqual(await found('d'), { title: 'penguin', words: ['penguin'] })
  assert.equal((await resting()).contents, 1)
})

test('a first put that is refused takes nothing of the accepted one with it', limited, async (t) => {
  const { house, gate, put, restarted } = await start(t)
  await house.storage.jobs.stop()
  const held = gate.holdNext('put')
  const slow = put(['d', 'walrus'])
  await held.reached
  await put(['d', 'penguin'])
  held.release()
  await assert.rejects(slow, { code: 'ConflictException' })
  const { found, resting } = await restarted()
  assert.deepEqual(await found('d'), { title: 'penguin', words: ['penguin'] })
  assert.equal((await resting()).contents, 1)
})

test(
  'of a batch that is refused no document is changed, also not one that nobody else puts',
  limited,
  async (t) => {
    const { house, assistant, gate, put, restarted } = await start(t)
    await putAndWait(house, assistant, [largeDocument('d', 'first'), largeDocument('e', 'first')])
    await house.storage.jobs.stop()
    const held = gate.holdNext('put')
    const slow = put(['d', 'walrus'], ['e', 'walrus'])
    await held.reached
    await put(['d', 'penguin'])
    held.release()
    await assert.rejects(slow, { code: 'ConflictException' })
    const { found, resting } = await restarted()
    assert.deepEqual(await found('d'), { title: 'penguin', words: ['penguin'] })
    assert.deepEqual(await found('e'), { title: 'first', words: ['first'] })
    assert.equal((await resting()).contents, 2)
  },
)

test('a put that cleans up late leaves newer content alone', limited, async (t) => {
  const { house, assistant, gate, put, restarted } = await start(t)
  await putAndWait(house, assistant, [largeDocument('d', 'first')])
  await house.storage.jobs.stop()
  const held = gate.holdNext('unlink')
  const late = put(['d', 'walrus'])
  await held.reached
  await put(['d', 'penguin'])
  await put(['d', 'seal'])
  held.release()
  await late
  const { found, resting } = await restarted()
  assert.deepEqual(await found('d'), { title: 'seal', words: ['seal'] })
  assert.equal((await resting()).contents, 1)
})

/** Leaves a content behind that no document names. */
async function cutShort({ gate, put }: Setting, id: string): Promise<void> {
  const held = gate.holdNext('put')
  const broken = put([id, 'walrus'])
  await held.reached
  held.release(new Error('the disk is full'))
  await assert.rejects(broken, /disk is full/)
}

test('what a put that was cut short leaves goes with its document', limited, async (t) => {
  const setting = await start(t)
  const { house, assistant, found, resting } = setting
  const { applicationId, indexId } = assistant
  await putAndWait(house, assistant, [largeDocument('d', 'first')])
  await cutShort(setting, 'd')
  assert.deepEqual(await found('d'), { title: 'first', words: ['first'] })
  assert.equal((await resting()).contents, 2)
  await house.q('BatchDeleteDocument', { applicationId, indexId, documents: [{ documentId: 'd' }] })
  await until(resting, ({ contents }) => contents === 0)
})

test('what a put that was cut short leaves goes with its index', limited, async (t) => {
  const setting = await start(t)
  const { house, assistant, resting } = setting
  const { applicationId, indexId } = assistant
  await putAndWait(house, assistant, [largeDocument('d', 'first')])
  await cutShort(setting, 'd')
  await house.q('DeleteIndex', { applicationId, indexId })
  await until(resting, ({ contents, files }) => contents === 0 && files === 0)
})

test(
  'the sweep takes contents that no document names, once no put can be about to name them',
  limited,
  async (t) => {
    const clock = { offsetMs: 0 }
    const setting = await start(t, { clock, settings: { sweepIntervalMs: 100 } })
    const { house, assistant, found, resting } = setting
    await putAndWait(house, assistant, [largeDocument('d', 'first'), textDocument('small', 'seal')])
    await cutShort(setting, 'd')
    await cutShort(setting, 'never put')
    await new Promise((resolve) => setTimeout(resolve, 400))
    assert.equal((await resting()).contents, 4)
    await house.kms('DisableKey', { KeyId: assistant.keyId })
    clock.offsetMs = 2 * 3_600_000
    await until(resting, ({ contents }) => contents === 3)
    await house.kms('EnableKey', { KeyId: assistant.keyId })
    await until(resting, ({ contents }) => contents === 2)
    assert.deepEqual(await found('d'), { title: 'first', words: ['first'] })
    await putAndWait(house, assistant, [largeDocument('never put', 'penguin')])
    assert.deepEqual(await found('never put'), { title: 'penguin', words: ['penguin'] })
  },
)
