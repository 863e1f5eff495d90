import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { WorkspaceFailure } from './failure.ts'
import { type MoveStart, readJournal, repairJournal, startJournal } from './journal.ts'
import { takeLock } from './lock.ts'

const start: MoveStart = {
  line: 'start',
  oldDomainId: 'dzd_1',
  kmsKeyArn: 'arn:aws:kms:eu-central-1:111122223333:key/1',
  region: 'eu-central-1',
  token: 't',
  at: 1,
}

function newFile(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-journal-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'journal')
}

test('what was written is read again; an intent counts until the thing is made', (t) => {
  const file = newFile(t)
  assert.equal(readJournal(file), null)
  const journal = startJournal(file, start)
  journal.write({ line: 'intent', kind: 'project', oldId: 'a', at: 2 })
  journal.write({ line: 'made', kind: 'project', oldId: 'a', newId: 'b' })
  journal.write({ line: 'intent', kind: 'asset', oldId: 'c', at: 3 })
  for (const each of [journal, readJournal(file)]) {
    assert.deepEqual(each?.start, start)
    assert.deepEqual(
      [each?.newIdOf('project', 'a'), each?.intentOf('project', 'a'), each?.intentOf('asset', 'c')],
      ['b', undefined, 3],
    )
    assert.equal(each?.newIdOf('asset', 'a'), undefined, 'kinds are kept apart')
  }
})

test('a line that a crash cut short never was, and the next one does not grow into it', (t) => {
  const file = newFile(t)
  startJournal(file, start).write({ line: 'made', kind: 'domain', oldId: 'dzd_1', newId: 'dzd_2' })
  const whole = readFileSync(file, 'utf8')
  appendFileSync(file, '{"line":"made","kind":"project","ol')
  assert.equal(readJournal(file)?.made('project').size, 0)
  repairJournal(file)
  assert.equal(readFileSync(file, 'utf8'), whole)
  readJournal(file)?.write({ line: 'intent', kind: 'project', oldId: 'a', at: 4 })
  assert.equal(readJournal(file)?.intentOf('project', 'a'), 4)
})

test('another file is told from a journal', (t) => {
  const file = newFile(t)
  for (const text of ['something else\n', '{"line":"made"}\n', '[]\n']) {
    writeFileSync(file, text)
    assert.throws(() => readJournal(file), WorkspaceFailure)
  }
})

test('a lock is for one run, and falls with its process', (t) => {
  const file = newFile(t)
  const release = takeLock(file)
  assert.throws(() => takeLock(file), /another run/)
  release()
  // No process has this number: the kernel's greatest is smaller.
  writeFileSync(file, '4194305')
  takeLock(file)()
})
