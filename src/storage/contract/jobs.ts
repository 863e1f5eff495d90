import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Storage, Tables } from '../storage.ts'
import { type NewPlace, openIn, until } from './harness.ts'

const quick = { pollMs: 10, backoffFirstMs: 20, backoffMaxMs: 40 }

export function jobsContract(kind: string, newPlace: NewPlace): void {
  test(`${kind}: a job runs when it is due, with its payload, and is gone`, async (t) => {
    let time = 1000
    const storage = await openIn(await newPlace(t), { now: () => time, jobTiming: quick })
    const seen: unknown[] = []
    storage.jobs.handle('greet', {
      run: async (payload, { id, attempts }) => {
        seen.push({ payload, id, attempts })
        return undefined
      },
    })
    await enqueue(storage, { id: 'j', runAt: 5000 })
    storage.jobs.start()
    await new Promise((resolve) => setTimeout(resolve, 50))
    assert.deepEqual(seen, [])
    time = 5000
    storage.jobs.nudge()
    await until('the job is gone', async () => (await jobRows(storage)).length === 0)
    assert.deepEqual(seen, [{ payload: { scope: 's' }, id: 'j', attempts: 1 }])
  })

  test(`${kind}: a job enqueued by a transaction that fails does not exist; a cancelled one does not run`, async (t) => {
    const storage = await openIn(await newPlace(t))
    await assert.rejects(
      storage.transaction(async (tx) => {
        await storage.jobs.enqueue(tx, { id: 'j', kind: 'greet', payload: {}, runAt: 0 })
        throw new RangeError('on purpose')
      }),
    )
    assert.deepEqual(await jobRows(storage), [])
    await enqueue(storage, { id: 'k', runAt: 0 })
    await storage.transaction((tx) => storage.jobs.cancel(tx, 'k'))
    assert.deepEqual(await jobRows(storage), [])
  })

  test(`${kind}: the same id twice is one job at the earlier time`, async (t) => {
    const storage = await openIn(await newPlace(t))
    for (const runAt of [500, 300, 400]) await enqueue(storage, { id: 'j', runAt })
    const rows = await jobRows(storage)
    assert.deepEqual(
      rows.map((row) => row.run_at),
      [300],
    )
  })

  test(`${kind}: a failing job is tried again with growing pauses; only the error's name is kept`, async (t) => {
    let time = 1_000_000
    const storage = await openIn(await newPlace(t), {
      now: () => time,
      jobTiming: { pollMs: 5, backoffFirstMs: 1000, backoffMaxMs: 3000 },
    })
    storage.jobs.handle('greet', { run: () => Promise.reject(new TypeError('what the customer wrote')) })
    await enqueue(storage, { id: 'j', runAt: 0 })
    storage.jobs.start()
    const pauses: number[] = []
    for (let attempts = 1; attempts <= 4; attempts += 1) {
      await until(
        'it has failed',
        async () => (await jobRows(storage))[0]?.lease_owner === null && ranTimes(attempts),
      )
      const [row] = await jobRows(storage)
      assert.equal(row?.last_error, 'TypeError')
      pauses.push((row?.run_at ?? 0) - time)
      time = row?.run_at ?? 0
    }
    assert.deepEqual(pauses, [1000, 2000, 3000, 3000])

    async function ranTimes(attempts: number): Promise<boolean> {
      const [row] = await jobRows(storage)
      return row?.attempts === attempts && row.lease_owner === null
    }
  })

  test(`${kind}: a number as result is the next time to run`, async (t) => {
    const storage = await openIn(await newPlace(t), { now: () => 1000, jobTiming: quick })
    storage.jobs.handle('greet', { run: async () => 9000 })
    await enqueue(storage, { id: 'j', runAt: 0 })
    storage.jobs.start()
    await until('it waits again', async () => (await jobRows(storage))[0]?.run_at === 9000)
    const [row] = await jobRows(storage)
    assert.equal(row?.attempts, 0)
    assert.equal(row?.lease_owner, null)
  })

  test(`${kind}: a job enqueued while it runs runs once more`, async (t) => {
    const storage = await openIn(await newPlace(t), { jobTiming: quick })
    let runs = 0
    storage.jobs.handle('greet', {
      run: async () => {
        runs += 1
        if (runs === 1) await enqueue(storage, { id: 'j', runAt: Date.now() })
        return undefined
      },
    })
    await enqueue(storage, { id: 'j', runAt: 0 })
    storage.jobs.start()
    await until('it is gone', async () => runs >= 2 && (await jobRows(storage)).length === 0)
    assert.equal(runs, 2)
  })

  test(`${kind}: a job that was cancelled while it runs sees its lease lost`, async (t) => {
    const storage = await openIn(await newPlace(t), { jobTiming: { ...quick, leaseMs: 90 } })
    const aborted = Promise.withResolvers<void>()
    storage.jobs.handle('greet', {
      run: async (_payload, { signal }) => {
        await storage.transaction((tx) => storage.jobs.cancel(tx, 'j'))
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        aborted.resolve()
        return undefined
      },
    })
    await enqueue(storage, { id: 'j', runAt: 0 })
    storage.jobs.start()
    await aborted.promise
  })

  test(`${kind}: a long job keeps its lease; at a stop it is told, and given back at once`, async (t) => {
    const place = await newPlace(t)
    const storage = await openIn(place, { jobTiming: { ...quick, leaseMs: 1200 } })
    let runs = 0
    storage.jobs.handle('greet', {
      run: (_payload, { signal }) => {
        runs += 1
        return new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason)),
        )
      },
    })
    await enqueue(storage, { id: 'j', runAt: 0 })
    storage.jobs.start()
    await new Promise((resolve) => setTimeout(resolve, 1800))
    assert.equal(runs, 1)
    await storage.jobs.stop()
    const [row] = await jobRows(storage)
    assert.equal(row?.lease_owner, null)
    assert.equal(row?.attempts, 0)
    assert.equal(row?.last_error, null)
  })

  test(`${kind}: no more jobs run at once than the limit says, and all of them run`, async (t) => {
    const storage = await openIn(await newPlace(t), { jobTiming: { ...quick, concurrency: 3 } })
    let now = 0
    let most = 0
    storage.jobs.handle('greet', {
      run: async () => {
        now += 1
        most = Math.max(most, now)
        await new Promise((resolve) => setTimeout(resolve, 5))
        now -= 1
        return undefined
      },
    })
    for (let index = 0; index < 12; index += 1) await enqueue(storage, { id: `j${index}`, runAt: 0 })
    storage.jobs.start()
    await until('all are gone', async () => (await jobRows(storage)).length === 0)
    assert.equal(most, 3)
  })

  test(`${kind}: a job of a crashed server is taken over`, async (t) => {
    const storage = await openIn(await newPlace(t), { now: () => 10_000, jobTiming: quick })
    await enqueue(storage, { id: 'j', runAt: 0 })
    await storage.database
      .updateTable('job')
      .set({ lease_owner: 'crashed', lease_until: 9_000, run_at: 9_000, attempts: 1 })
      .execute()
    const attempts = new Promise<number>((resolve) => {
      storage.jobs.handle('greet', {
        run: async (_payload, job) => {
          resolve(job.attempts)
          return undefined
        },
      })
    })
    storage.jobs.start()
    assert.equal(await attempts, 2)
  })
}

export function enqueue(storage: Storage, job: { id: string; runAt: number }): Promise<void> {
  return storage.transaction((tx) =>
    storage.jobs.enqueue(tx, { ...job, kind: 'greet', payload: { scope: 's' } }),
  )
}

export function jobRows(storage: Storage): Promise<Tables['job'][]> {
  return storage.database.selectFrom('job').selectAll().orderBy('id').execute()
}
