import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openStorage } from '../storage/open.ts'
import type { Storage } from '../storage/storage.ts'
import { createTrail } from './create-trail.ts'
import { lookupEvents } from './operations/lookup-events.ts'
import { callOf, decrypt, keyArn, keyId, keyResource, otherAccount, someTime } from './test-calls.ts'
import { verifyChain } from './verify-chain.ts'

const chainId = 'node-1'

function dataFolderOf(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-trail-'))
  context.after(() => rmSync(folder, { recursive: true }))
  return folder
}

function open(dataFolder: string): Promise<Storage> {
  return openStorage({ dataFolder, nodeId: chainId, now: () => someTime })
}

async function recordMany(storage: Storage, count: number): Promise<void> {
  const trail = createTrail({ storage, chainId, now: () => 0 })
  const calls = Array.from({ length: count }, (_, index) => {
    const notes = { resources: [keyResource, { ...keyResource, accountId: otherAccount }] }
    return trail.recorded(
      callOf({ time: someTime + index, notes }),
      decrypt,
      { keyId: keyArn },
      async () => {},
    )
  })
  await Promise.all(calls)
}

test('on SQLite: a chain is whole, goes on after a restart, and is found by its resource', async (context) => {
  const dataFolder = dataFolderOf(context)
  const first = await open(dataFolder)
  await recordMany(first, 60)
  await first.close()

  const second = await open(dataFolder)
  try {
    await recordMany(second, 60)
    // Each call is recorded for the caller's account and for the other owner's.
    const verdict = await verifyChain(second.eventLog.reader, chainId)
    assert.ok(verdict.ok)
    assert.equal(verdict.events, 240)

    const room = { reader: second.eventLog.reader, iam: { authorize: async () => {} } }
    const call = callOf({ time: someTime + 60_000 })
    const seen = new Set<string | undefined>()
    let token: string | undefined
    do {
      const attribute = { AttributeKey: 'ResourceName', AttributeValue: keyId } as const
      const page = await lookupEvents.handle(room, call, {
        LookupAttributes: [attribute],
        ...(token && { NextToken: token }),
      })
      for (const event of page.Events ?? []) seen.add(event.EventId)
      token = page.NextToken
    } while (token !== undefined)
    assert.equal(seen.size, 120)
  } finally {
    await second.close()
  }
})
