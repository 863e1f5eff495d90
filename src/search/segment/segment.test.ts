import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ByteReader, ByteWriter } from './bytes.ts'
import { decodeDirectory } from './directory.ts'
import { SegmentDraft } from './draft.ts'
import { type Postings, readPostings, writePostings } from './postings.ts'

test('bytes: numbers and strings come back', () => {
  const values = fc.array(fc.oneof(fc.nat({ max: Number.MAX_SAFE_INTEGER }), fc.string({ unit: 'grapheme' })))
  fc.assert(
    fc.property(values, (items) => {
      const writer = new ByteWriter()
      for (const item of items) typeof item === 'number' ? writer.number(item) : writer.string(item)
      const reader = new ByteReader(Buffer.from(writer.bytes()))
      for (const item of items)
        assert.equal(typeof item === 'number' ? reader.number() : reader.string(), item)
      assert.throws(() => reader.number())
    }),
  )
})

test('postings: come back in order, by field', () => {
  const pairs = fc
    .uniqueArray(fc.nat({ max: 100_000 }))
    .chain((ordinals) =>
      fc
        .array(fc.integer({ min: 1, max: 500 }), { minLength: ordinals.length, maxLength: ordinals.length })
        .map((frequencies) =>
          ordinals.sort((a, b) => a - b).flatMap((ordinal, i) => [ordinal, frequencies[i] as number]),
        ),
    )
  fc.assert(
    fc.property(fc.tuple(pairs, pairs, pairs), (postings: Postings) => {
      const writer = new ByteWriter()
      writePostings(writer, postings)
      const read: Postings = [[], [], []]
      readPostings(writer.bytes(), (field, ordinal, frequency) => read[field]?.push(ordinal, frequency))
      assert.deepEqual(read, postings)
    }),
  )
})

test('directory: terms, documents and passages come back', () => {
  const terms = fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1 })
  fc.assert(
    fc.property(terms, (words) => {
      const draft = new SegmentDraft()
      for (const word of words) draft.addPosting(word, 2, 0, 1)
      const passage = { start: 1, end: 9, byteStart: 0, byteEnd: 4, headingLength: 0, textLength: 3 }
      draft.addDocument({
        id: 'a',
        title: 'Ä',
        titleLength: 1,
        text: Buffer.from('text'),
        passages: [passage, passage],
      })
      draft.addDocument({
        id: 'b',
        title: '',
        titleLength: 0,
        text: Buffer.from('more'),
        passages: [passage],
      })
      const { content, directoryBytes, postingsBytes } = draft.encode()
      const directory = decodeDirectory(content.subarray(0, directoryBytes))
      assert.deepEqual(directory.terms, [...words].sort())
      assert.deepEqual(directory.documentIds, ['a', 'b'])
      assert.deepEqual([...directory.firstPassage], [0, 2, 3])
      assert.deepEqual([...directory.passages.byteStart], [0, 0, 4])
      assert.equal(directory.postingsStart.at(-1), postingsBytes)
      assert.equal(content.subarray(directoryBytes + postingsBytes).toString(), 'textmore')
    }),
  )
})
