import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { ItemLine, JournalLine, UnitLine } from './journal.ts'
import { createJournalFile, JournalError, resumeJournalFile } from './journal-file.ts'
import type { ScanHeader } from './scan-header.ts'

const header: ScanHeader = {
  kind: 'scan',
  format: 1,
  scanId: 'first',
  startedAt: '2026-01-01T00:00:00.000Z',
  version: '1.0.0',
  ruleSet: 'rules',
  parameters: 'parameters',
  accounts: ['111122223333'],
  regions: ['us-east-1'],
  endpoint: null,
}
const unit = { account: '111122223333', region: 'us-east-1', collector: 'bedrock.guardrails' }
const item = (uid: string, more: Partial<ItemLine> = {}): ItemLine => ({
  kind: 'item',
  unit,
  uid,
  judgements: [],
  references: [],
  resources: [],
  count: 1,
  failed: false,
  ...more,
})
const end = (failure: string | null = null): UnitLine => ({
  kind: 'unit',
  unit,
  judgements: [],
  listed: true,
  failure,
})

function folder(context: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'keyhold-journal-'))
  context.after(() => rmSync(path, { recursive: true, force: true }))
  return join(path, 'deep', 'journal.jsonl')
}

async function resumed(path: string, asked = header) {
  const kept: JournalLine[] = []
  const { journal, header: old } = await resumeJournalFile(path, { ...asked, scanId: 'second' }, (line) =>
    kept.push(line),
  )
  return { journal, old, kept }
}

async function all(lines: AsyncIterable<JournalLine>): Promise<JournalLine[]> {
  return Array.fromAsync(lines)
}

test('what was written is there again, in order, dates as dates', async (context) => {
  const path = folder(context)
  const journal = createJournalFile(path, header)
  const resource = {
    uid: 'a',
    type: 'T',
    name: 'a',
    account: unit.account,
    partition: 'aws',
    region: 'us-east-1',
    facts: { made: new Date(5), text: '{"$date":1}', hostile: 'a\u2028b\u2029c\u0085d\r\n' },
    at: 0,
  }
  journal.append(item('a', { resources: [resource] }))
  journal.append(item('b', { failed: true }))
  assert.equal((await all(journal.lines())).length, 2)
  await journal.close()

  const { journal: second, old, kept } = await resumed(path)
  assert.equal(old.scanId, 'first')
  assert.deepEqual(kept, [item('a', { resources: [resource] })])
  assert.ok(second.isItemDone(unit, 'a'))
  assert.ok(!second.isItemDone(unit, 'b'), 'what failed is tried again')
  assert.ok(!second.isUnitDone(unit))
  second.append(item('b'))
  second.append(end())
  await second.close()
  const third = await resumed(path)
  assert.ok(third.journal.isUnitDone(unit))
  assert.deepEqual(await all(third.journal.lines()), [item('a', { resources: [resource] }), item('b'), end()])
  await third.journal.close()
})

test('a unit that failed is tried again, with its items kept', async (context) => {
  const path = folder(context)
  const journal = createJournalFile(path, header)
  for (const line of [item('a'), end('b could not be read'), { kind: 'index', judgements: [] } as const])
    journal.append(line)
  await journal.close()
  const { journal: second, kept } = await resumed(path)
  assert.ok(!second.isUnitDone(unit))
  assert.ok(second.isItemDone(unit, 'a'))
  assert.deepEqual(kept, [item('a')])
  await second.close()
})

test('a torn last line is dropped, wherever it was torn', async (context) => {
  const path = folder(context)
  const journal = createJournalFile(path, header)
  journal.append(item('a'))
  journal.append(item('b'))
  await journal.close()
  const whole = readFileSync(path, 'utf8')
  const afterA = whole.indexOf('\n', whole.indexOf('\n') + 1) + 1
  for (let length = afterA; length < whole.length - 1; length += 7) {
    writeFileSync(path, whole)
    truncateSync(path, length)
    const { journal: second, kept } = await resumed(path)
    assert.deepEqual(kept, [item('a')], `${length} bytes`)
    second.append(item('c'))
    assert.deepEqual(await all(second.lines()), [item('a'), item('c')])
    await second.close()
  }
})

test('damage elsewhere is told', async (context) => {
  const path = folder(context)
  const journal = createJournalFile(path, header)
  await journal.close()
  appendFileSync(path, '{"kind":"it\n')
  appendFileSync(path, `${JSON.stringify(item('a'))}\n`)
  await assert.rejects(resumed(path), /damaged in line 2/)
})

test('only the same scan goes on', async (context) => {
  const path = folder(context)
  await assert.rejects(resumed(path), JournalError)
  await createJournalFile(path, header).close()
  const others: Partial<ScanHeader>[] = [
    { ruleSet: 'x' },
    { parameters: 'x' },
    { accounts: [] },
    { regions: ['eu-west-1'] },
    { endpoint: 'http://127.0.0.1' },
    { version: '2.0.0' },
  ]
  for (const other of others) await assert.rejects(resumed(path, { ...header, ...other }), /other settings/)
  writeFileSync(path, 'something else\n')
  await assert.rejects(resumed(path), /not the journal of a scan/)
})

test('a new scan keeps the journal of the one before', async (context) => {
  const path = folder(context)
  const first = createJournalFile(path, header)
  first.append(item('a'))
  await first.close()
  await createJournalFile(path, { ...header, scanId: 'other' }).close()
  assert.match(readFileSync(`${path}.previous`, 'utf8'), /"uid":"a"/)
  assert.match(readFileSync(path, 'utf8'), /"scanId":"other"/)
})
