import assert from 'node:assert/strict'
import { test } from 'node:test'
import { event } from './contract/event-log.ts'
import { createPoster } from './postings.ts'

const posted = (poster: ReturnType<typeof createPoster>, ...rows: ReturnType<typeof event>[]) =>
  poster.post(rows).map(({ attribute, value }) => `${attribute}=${value}`)

test('a value is posted once a second, and again after a commit that failed', () => {
  const poster = createPoster()
  assert.equal(posted(poster, event(1), event(2)).length, 5)
  assert.deepEqual(posted(poster, event(3)), [])
  assert.deepEqual(posted(poster, event(4, { event_name: 'Encrypt' })), ['event_name=Encrypt'])
  poster.forget()
  assert.equal(posted(poster, event(5)).length, 5)
})

test('names that run into one another, or spell null, are posted as what they are', () => {
  const poster = createPoster()
  posted(poster, event(1, { event_name: 'a', user_name: null, access_key_id: null }))
  assert.deepEqual(posted(poster, event(2, { event_name: 'a', user_name: 'null', access_key_id: null })), [
    'user_name=null',
  ])
  posted(poster, event(3, { event_name: 'x\ny', event_source: 'z' }))
  assert.deepEqual(posted(poster, event(4, { event_name: 'x', event_source: 'y\nz' })), [
    'event_name=x',
    'event_source=y\nz',
  ])
})
