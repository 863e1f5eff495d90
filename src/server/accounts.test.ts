/** A first start that ends at any moment: the next one has one account, and its administrator's secret. */

import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type AccountBook, openAccounts } from './accounts.ts'
import type { AccountCredentials } from './profile.ts'

type Moment = 'before the commit' | 'after the commit'

/** What a database would keep; ends the process, as it were, once. */
function bookThatDies(at?: Moment) {
  const kept = new Map<string, AccountCredentials>()
  let dies = at
  let chosen = 0
  const die = (moment: Moment) => {
    if (dies !== moment) return
    dies = undefined
    throw new Error('killed')
  }
  const book: AccountBook = {
    accounts: async () => [...kept.keys()],
    newCredentials: (accountId) => ({
      accountId,
      accessKeyId: `AKIA${accountId}${chosen++}`,
      secretAccessKey: `secret${chosen}`,
    }),
    async make(credentials) {
      die('before the commit')
      if (!kept.has(credentials.accountId)) kept.set(credentials.accountId, credentials)
      die('after the commit')
      return kept.get(credentials.accountId)?.accessKeyId === credentials.accessKeyId
    },
  }
  return { book, kept }
}

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-accounts-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return folder
}

function assertWhole(folder: string, kept: ReadonlyMap<string, AccountCredentials>, accounts: number) {
  const text = readFileSync(join(folder, 'credentials'), 'utf8')
  assert.equal(kept.size, accounts)
  assert.equal(text.match(/aws_access_key_id/g)?.length, accounts)
  assert.equal(text.match(/^\[keyhold\]$/gm)?.length, 1)
  for (const { accessKeyId, secretAccessKey } of kept.values()) {
    assert.ok(
      text.includes(`aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`),
    )
  }
  assert.equal(existsSync(join(folder, 'new-accounts.json')), false, 'no second copy of the secret stays')
}

const wishes = [[], ['111122223333', '444455556666']]
for (const wanted of wishes) {
  const accounts = Math.max(1, wanted.length)
  for (const moment of ['before the commit', 'after the commit'] as const) {
    test(`openAccounts: killed ${moment}, ${accounts} account(s)`, async (t) => {
      const folder = folderOf(t)
      const { book, kept } = bookThatDies(moment)
      await assert.rejects(openAccounts(book, folder, wanted), /killed/)
      assert.equal(statSync(join(folder, 'new-accounts.json')).mode & 0o077, 0)
      const opened = await openAccounts(book, folder, wanted)
      assert.equal(opened.made, true)
      assert.deepEqual(opened.accountIds, [...kept.keys()])
      assertWhole(folder, kept, accounts)
    })
  }

  test(`openAccounts: killed after the credentials file, ${accounts} account(s)`, async (t) => {
    const folder = folderOf(t)
    const { book, kept } = bookThatDies()
    await openAccounts(book, folder, wanted)
    writeFileSync(join(folder, 'new-accounts.json'), JSON.stringify([...kept.values()]))
    await openAccounts(book, folder, wanted)
    assertWhole(folder, kept, accounts)
  })

  test(`openAccounts: killed while a file was written, ${accounts} account(s)`, async (t) => {
    const folder = folderOf(t)
    const { book, kept } = bookThatDies()
    for (const file of ['new-accounts.json.new', 'credentials.new']) {
      writeFileSync(join(folder, file), '[{"accountId":"1', { mode: 0o644 })
    }
    await openAccounts(book, folder, wanted)
    assertWhole(folder, kept, accounts)
    assert.equal(statSync(join(folder, 'credentials')).mode & 0o077, 0)
  })
}

test('openAccounts: a later start changes nothing', async (t) => {
  const folder = folderOf(t)
  const { book, kept } = bookThatDies()
  await openAccounts(book, folder, [])
  const opened = await openAccounts(book, folder, [])
  assert.deepEqual(opened, { accountIds: [...kept.keys()], made: false })
  assertWhole(folder, kept, 1)
})

test('openAccounts: credentials of an account that another node made meanwhile are not announced', async (t) => {
  const folder = folderOf(t)
  const { book, kept } = bookThatDies()
  const slow: AccountBook = {
    ...book,
    async make(credentials) {
      await book.make(book.newCredentials(credentials.accountId))
      return book.make(credentials)
    },
  }
  const opened = await openAccounts(slow, folder, ['111122223333'])
  assert.equal(opened.made, false)
  assert.equal(kept.size, 1)
  assert.equal(existsSync(join(folder, 'credentials')), false)
})
