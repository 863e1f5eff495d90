/** A watch beside an account whose trail is late, repeats itself, is throttled, closed, or says things that nobody knows. */

import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, type TestContext, test } from 'node:test'
import { createAccountApi } from '../../src/posture/engine/account-api.ts'
import type { ScanRequest } from '../../src/posture/engine/run-scan.ts'
import { ScanStopped } from '../../src/posture/engine/scan-stopped.ts'
import { createSlots } from '../../src/posture/engine/slots.ts'
import { createTraffic } from '../../src/posture/engine/traffic.ts'
import { openHistory } from '../../src/posture/history/history.ts'
import { bedrockGuardrailCmk } from '../../src/posture/rules/bedrock-guardrail-cmk.ts'
import { kmsKeyInUseUnusable } from '../../src/posture/rules/kms-key-in-use-unusable.ts'
import { noSettings } from '../../src/posture/settings/settings.ts'
import { follow } from '../../src/posture/watch/follow.ts'
import { tellChange } from '../../src/posture/watch/tell-change.ts'
import { createTrailReader } from '../../src/posture/watch/trail-reader.ts'
import { createWatch } from '../../src/posture/watch/watch.ts'
import {
  accessDenied,
  error,
  type FakeAws,
  type FakeInput,
  fakeAccount,
  throttled,
} from '../support/fake-aws.ts'
import { keys } from '../support/fake-keys.ts'
import { guardrailArn, guardrailHandlers, startGuardrailFake } from '../support/guardrail-fake.ts'
import { temporaryFolder } from '../support/servers.ts'

const saved = { ...process.env }
before(() => {
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_CONFIG_FILE: '/nowhere/config',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
  })
})
after(() => {
  process.env = saved
})

const minuteMs = 60_000
const ada = `arn:aws:iam::${fakeAccount}:user/ada`

interface Told {
  readonly name: string
  /** ms since the epoch. */
  readonly at: number
  readonly id?: string
  readonly source?: string
  readonly about?: string
  readonly by?: string
}

/** An account whose guardrails, trail and clock are the test's. */
async function startStage(context: TestContext, guardrails: Record<string, string | undefined>) {
  const present = { ...guardrails }
  const trail: Told[] = []
  let time = Date.parse('2026-03-01T12:00:00Z')
  const fake: FakeAws = await startGuardrailFake(context, { guardrails: present })
  const show = () => fake.set(guardrailHandlers({ guardrails: present }))
  const lookups: { readonly from: number; readonly token: unknown }[] = []
  const lookup = ({ StartTime, NextToken }: FakeInput) => {
    const from = (StartTime as Date).getTime()
    lookups.push({ from, token: NextToken })
    const found = trail.filter(({ at }) => at >= from).sort((a, b) => b.at - a.at)
    const [start, size] = [Number(NextToken ?? 0), 2]
    return {
      Events: found.slice(start, start + size).map(eventOf),
      NextToken: start + size < found.length ? String(start + size) : '',
    }
  }
  fake.set({ 'cloudtrail:LookupEvents': lookup })
  const folder = temporaryFolder(context)
  return {
    fake,
    folder,
    lookups,
    lookup,
    now: () => time,
    pass(ms: number) {
      time += ms
    },
    /** What is there from now on. */
    put(name: string, key: string | undefined | null) {
      if (key === null) delete present[name]
      else present[name] = key
      show()
    },
    happen: (...told: readonly Told[]) => void trail.push(...told),
  }
}

function eventOf({
  name,
  at,
  source = 'bedrock',
  about = '',
  by = ada,
  id = `${name}-${at}-${about}`,
}: Told) {
  const record = {
    userIdentity: { arn: by },
    requestParameters: { guardrailIdentifier: about },
    readOnly: false,
    sourceIPAddress: '192.0.2.1',
  }
  return {
    EventId: id,
    EventName: name,
    EventSource: `${source}.amazonaws.com`,
    EventTime: new Date(at),
    ReadOnly: 'false',
    CloudTrailEvent: JSON.stringify(record),
  }
}

type Stage = Awaited<ReturnType<typeof startStage>>

function watchOf(context: TestContext, stage: Stage, more: Partial<ScanRequest> = {}) {
  const said: string[] = []
  const notes: string[] = []
  const kinds: string[] = []
  const history = openHistory(join(stage.folder, 'history.db'))
  const watch = createWatch({
    request: {
      rules: [bedrockGuardrailCmk, kmsKeyInUseUnusable],
      profile: null,
      regions: ['us-east-1'],
      accounts: [],
      organization: false,
      role: null,
      externalId: null,
      endpointUrl: stage.fake.url,
      mutelistFile: null,
      baselineFile: null,
      honorsMuteTags: false,
      settings: noSettings,
      folder: stage.folder,
      resume: false,
      failOn: 'none',
      callsMax: 16,
      version: '1.0.0',
      environment: {},
      now: stage.now,
      signal: new AbortController().signal,
      ...more,
    },
    history,
    fullEveryMs: 24 * 60 * minuteMs,
    blindEveryMs: 60 * minuteMs,
    async report({ summary, kind }) {
      kinds.push(kind)
      writeFileSync(join(stage.folder, 'summary.json'), JSON.stringify(summary))
    },
    tell: (change) => said.push(tellChange(change).slice(9)),
    note: (sentence) => notes.push(sentence),
  })
  context.after(() => {
    watch.close()
    history.close()
  })
  return {
    history,
    notes,
    kinds,
    watch,
    start: () => watch.start(),
    /** What it tells in a step. */
    async step() {
      said.length = 0
      const { isSlowed } = await watch.step()
      return isSlowed ? ['slowed', ...said] : [...said]
    },
  }
}

const three = { mine: keys.customer.arn, none: undefined, other: keys.customer.arn }

test('only what the event names is read again, once, however often the trail repeats it', async (context) => {
  const stage = await startStage(context, three)
  const { start, step, kinds } = watchOf(context, stage)
  await start()
  const before = stage.fake.count('bedrock:GetGuardrail')
  stage.pass(minuteMs)
  stage.put('none', keys.customer.arn)
  stage.happen({ name: 'UpdateGuardrail', at: stage.now(), about: 'none' })
  stage.pass(minuteMs)
  assert.deepEqual(await step(), [
    'FAIL→PASS bedrock-guardrail-cmk guardrail/none by user/ada UpdateGuardrail',
  ])
  stage.pass(minuteMs)
  assert.deepEqual(await step(), [])
  assert.equal(stage.fake.count('bedrock:GetGuardrail') - before, 1)
  assert.equal(stage.fake.count('bedrock:ListGuardrails'), 1)
  assert.deepEqual(kinds, ['first', 'part'])
  assert.ok(!existsSync(join(stage.folder, 'journal.jsonl.next')))
})

test('more events than a page, oldest first: whoever wrote last is named', async (context) => {
  const stage = await startStage(context, three)
  const { start, step, history } = watchOf(context, stage)
  await start()
  stage.pass(minuteMs)
  stage.put('none', keys.customer.arn)
  for (const by of ['bea', 'cleo', 'dora', 'eve', 'fay'])
    stage.happen({
      name: 'UpdateGuardrail',
      at: stage.now() + by.length,
      about: 'none',
      by: `arn:aws:iam::${fakeAccount}:user/${by}`,
      id: by,
    })
  stage.happen({
    name: 'UpdateGuardrail',
    at: stage.now() + 5000,
    about: 'none',
    by: `arn:aws:iam::${fakeAccount}:role/last`,
  })
  stage.pass(minuteMs)
  assert.deepEqual(await step(), [
    'FAIL→PASS bedrock-guardrail-cmk guardrail/none by role/last UpdateGuardrail',
  ])
  assert.deepEqual(
    stage.lookups.map(({ token }) => token),
    [undefined, '2', '4'],
  )
  const [change] = [...history.attributedChanges(scanIdIn(stage.folder), 10)]
  assert.deepEqual(change?.changedBy, {
    principal: `arn:aws:iam::${fakeAccount}:role/last`,
    event: 'bedrock:UpdateGuardrail',
    at: '2026-03-01T12:01:05.000Z',
    eventId: `UpdateGuardrail-${Date.parse('2026-03-01T12:01:05Z')}-none`,
    sourceIp: '192.0.2.1',
  })
})

test('an event that the trail shows late still names who it was, also when its change was seen before', async (context) => {
  const stage = await startStage(context, three)
  const { start, step } = watchOf(context, stage)
  await start()
  stage.pass(10_000)
  const happened = stage.now()
  stage.put('none', keys.customer.arn)
  stage.pass(10_000)
  // Another event has it read, before the trail knows of the one that did it.
  stage.happen({
    name: 'SomethingNew',
    at: stage.now(),
    about: 'x',
    by: `arn:aws:iam::${fakeAccount}:user/bea`,
  })
  stage.pass(10_000)
  assert.deepEqual(await step(), ['FAIL→PASS bedrock-guardrail-cmk guardrail/none'])
  stage.happen({ name: 'UpdateGuardrail', at: happened, about: 'none' })
  stage.pass(500)
  assert.deepEqual(await step(), [
    'FAIL→PASS bedrock-guardrail-cmk guardrail/none by user/ada UpdateGuardrail',
  ])
})

test('made and deleted: new with its maker, gone with its remover, and fixed when it was failing', async (context) => {
  const stage = await startStage(context, three)
  const { start, step, history } = watchOf(context, stage)
  await start()
  stage.pass(minuteMs)
  stage.put('bad', undefined)
  stage.happen({ name: 'CreateGuardrail', at: stage.now(), about: guardrailArn('bad') })
  stage.pass(minuteMs)
  assert.deepEqual(await step(), ['NEW→FAIL bedrock-guardrail-cmk guardrail/bad by user/ada CreateGuardrail'])
  stage.put('bad', null)
  stage.happen({ name: 'DeleteGuardrail', at: stage.now(), about: 'bad' })
  stage.pass(minuteMs)
  assert.deepEqual(await step(), [
    'FAIL→GONE bedrock-guardrail-cmk guardrail/bad by user/ada DeleteGuardrail',
  ])
  const [gone] = history.changesOf(scanIdIn(stage.folder))
  const life = history.find(gone?.finding.findingUid ?? '')
  assert.deepEqual(
    [life?.status, life?.nonCompliantSince, life?.fixedAt],
    ['GONE', null, '2026-03-01T12:03:00.000Z'],
  )
})

test('a key that stops working changes every verdict that stands on it', async (context) => {
  const stage = await startStage(context, { ...three, lost: keys.disabled.arn })
  const { start, step } = watchOf(context, stage)
  const works = { ...keys.disabled.metadata, KeyState: 'Enabled', Enabled: true }
  const describe = guardrailHandlers({ guardrails: {} })['kms:DescribeKey'] as (input: FakeInput) => unknown
  const answer = (state: object) =>
    stage.fake.set({
      'kms:DescribeKey': (input: FakeInput) =>
        input.KeyId === keys.disabled.arn ? { KeyMetadata: state } : describe(input),
    })
  answer(works)
  await start()
  stage.pass(minuteMs)
  answer(keys.disabled.metadata)
  const before = stage.fake.count('bedrock:GetGuardrail')
  stage.happen({ name: 'DisableKey', source: 'kms', at: stage.now(), about: keys.disabled.arn })
  stage.pass(minuteMs)
  const key = keys.disabled.arn.split(':').at(-1)
  assert.deepEqual((await step()).sort(), [
    'NEW→FAIL kms-key-in-use-unusable guardrail/lost by user/ada DisableKey',
    'PASS→FAIL bedrock-guardrail-cmk guardrail/lost by user/ada DisableKey',
    `PASS→GONE kms-key-in-use-unusable ${key} by user/ada DisableKey`,
  ])
  assert.equal(stage.fake.count('bedrock:GetGuardrail') - before, 1)
})

test('what nobody knows of a scanned service has it read whole; of another service it is nothing', async (context) => {
  const stage = await startStage(context, three)
  const { start, step, kinds } = watchOf(context, stage)
  await start()
  stage.pass(minuteMs)
  const before = stage.fake.calls.length
  stage.happen(
    { name: 'RunInstances', source: 'ec2', at: stage.now() },
    { name: 'constructor', source: 'constructor', at: stage.now() },
  )
  stage.pass(minuteMs)
  await step()
  assert.deepEqual(
    stage.fake.calls.slice(before).map(({ operation }) => operation),
    ['cloudtrail:LookupEvents'],
  )
  stage.happen({ name: 'SomethingNew', at: stage.now(), about: 'x' })
  stage.pass(minuteMs)
  await step()
  assert.equal(stage.fake.count('bedrock:GetGuardrail'), 6)
  // Nothing was different: no scan is recorded, and no report written.
  assert.deepEqual(kinds, ['first'])
})

test('a guardrail in the middle of a change is read again until it has settled', async (context) => {
  const stage = await startStage(context, three)
  const { start, step } = watchOf(context, stage)
  await start()
  const settled = guardrailHandlers({ guardrails: { ...three, none: keys.customer.arn } })
  const get = settled['bedrock:GetGuardrail'] as (input: FakeInput, context: object) => object
  stage.fake.set({
    'bedrock:GetGuardrail': (input: FakeInput, where: { region: string; account: string }) => ({
      ...get(input, where),
      status: 'UPDATING',
    }),
  })
  stage.pass(minuteMs)
  stage.happen({ name: 'UpdateGuardrail', at: stage.now(), about: 'none' })
  stage.pass(minuteMs)
  assert.deepEqual(await step(), [
    'FAIL→MANUAL bedrock-guardrail-cmk guardrail/none by user/ada UpdateGuardrail',
  ])
  stage.fake.set(settled)
  stage.pass(minuteMs)
  assert.deepEqual(await step(), [
    'MANUAL→PASS bedrock-guardrail-cmk guardrail/none by user/ada UpdateGuardrail',
  ])
})

test('a watch that starts again goes on with the scan and the trail where it was', async (context) => {
  const stage = await startStage(context, three)
  const first = watchOf(context, stage)
  await first.start()
  stage.pass(minuteMs)
  await first.step()
  first.watch.close()
  stage.put('none', keys.customer.arn)
  stage.happen({ name: 'UpdateGuardrail', at: stage.now(), about: 'none' })
  stage.pass(30 * minuteMs)
  const lists = stage.fake.count('bedrock:ListGuardrails')
  const next = watchOf(context, stage)
  await next.start()
  assert.deepEqual(await next.step(), [
    'FAIL→PASS bedrock-guardrail-cmk guardrail/none by user/ada UpdateGuardrail',
  ])
  assert.equal(stage.fake.count('bedrock:ListGuardrails'), lists)
  assert.deepEqual(next.kinds, ['known', 'part'])
  // After a long time everything is scanned anew, and the trail still says who.
  stage.put('mine', undefined)
  stage.happen({ name: 'UpdateGuardrail', at: stage.now(), about: 'mine' })
  stage.pass(120 * minuteMs)
  const late = watchOf(context, stage)
  await late.start()
  assert.deepEqual(late.kinds, ['first'])
  assert.deepEqual(await late.step(), [
    'PASS→FAIL bedrock-guardrail-cmk guardrail/mine by user/ada UpdateGuardrail',
  ])
  const lives = [...late.history.attributedChanges(scanIdIn(stage.folder), 10)]
  assert.deepEqual(
    lives.map(({ from, to, finding }) => `${from} ${to} ${finding.resourceName}`),
    ['PASS FAIL mine', 'FAIL PASS none'],
  )
})

test('other rules, a torn cursor and a scan that was not finished are no scan to go on with', async (context) => {
  const stage = await startStage(context, three)
  const first = watchOf(context, stage)
  await first.start()
  stage.pass(minuteMs)
  await first.step()
  const fewer = watchOf(context, stage, { rules: [bedrockGuardrailCmk] })
  await fewer.start()
  assert.deepEqual(fewer.kinds, ['first'])
  writeFileSync(join(stage.folder, 'watch.json'), '{"format":1,"end')
  const torn = watchOf(context, stage, { rules: [bedrockGuardrailCmk] })
  await torn.start()
  assert.deepEqual(torn.kinds, ['known'])
  const stopper = new AbortController()
  stopper.abort(new ScanStopped('interrupted', 'Stopped.'))
  writeFileSync(join(stage.folder, 'summary.json'), '{}')
  const stopped = watchOf(context, stage, { signal: stopper.signal })
  await assert.rejects(stopped.start(), ScanStopped)
})

test('everything is scanned again after its time, and the same resources make no change', async (context) => {
  const stage = await startStage(context, three)
  const { start, step, kinds } = watchOf(context, stage)
  await start()
  // The trail says nothing of it.
  stage.put('none', keys.customer.arn)
  stage.pass(24 * 60 * minuteMs)
  assert.deepEqual(await step(), ['FAIL→PASS bedrock-guardrail-cmk guardrail/none'])
  assert.deepEqual(kinds, ['first', 'full'])
})

test('a trail that must not be read is told with what to allow, and everything is scanned now and then', async (context) => {
  const stage = await startStage(context, three)
  const { start, step, kinds, notes } = watchOf(context, stage)
  await start()
  stage.fake.set({ 'cloudtrail:LookupEvents': accessDenied })
  stage.put('none', keys.customer.arn)
  stage.pass(minuteMs)
  assert.deepEqual(await step(), [])
  assert.match(notes[0] ?? '', /allow cloudtrail:LookupEvents/)
  stage.pass(60 * minuteMs)
  assert.deepEqual(await step(), ['FAIL→PASS bedrock-guardrail-cmk guardrail/none'])
  assert.deepEqual(kinds, ['first', 'full'])
})

test('a trail that fails is asked later for the same, and nothing is lost', async (context) => {
  const stage = await startStage(context, three)
  const { start, step, notes } = watchOf(context, stage)
  await start()
  stage.pass(minuteMs)
  stage.put('none', keys.customer.arn)
  stage.happen({ name: 'UpdateGuardrail', at: stage.now(), about: 'none' })
  stage.fake.set({ 'cloudtrail:LookupEvents': error('InvalidTimeRangeException') })
  stage.pass(60 * minuteMs)
  assert.deepEqual(await step(), ['slowed'])
  assert.match(notes[0] ?? '', /Nothing is lost/)
  stage.fake.set({ 'cloudtrail:LookupEvents': stage.lookup })
  assert.deepEqual(await step(), [
    'FAIL→PASS bedrock-guardrail-cmk guardrail/none by user/ada UpdateGuardrail',
  ])
})

test('a throttled trail slows the watch; one with more events than can be read has everything scanned', async (context) => {
  const stage = await startStage(context, three)
  const notes: string[] = []
  const apis = createAccountApi({
    account: fakeAccount,
    partition: 'aws',
    homeRegion: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    endpoints: { common: stage.fake.url, of: () => stage.fake.url },
    allow: 'reads',
    rates: {},
    traffic: createTraffic(),
    slots: createSlots(8),
    signal: new AbortController().signal,
    now: stage.now,
    attemptsMax: 1,
  })
  const place = { partition: 'aws', homeRegion: 'us-east-1' }
  const account = { id: fakeAccount, name: null, ouPath: null, organizationId: null }
  const reader = createTrailReader({
    sources: [{ account, ...place, open: async () => ({ apis, ...place, regions: ['us-east-1'] }) }],
    readsIam: true,
    note: (sentence) => notes.push(sentence),
  })
  context.after(() => reader.close())
  stage.fake.set({ 'cloudtrail:LookupEvents': throttled })
  const slowed = await reader.poll({}, stage.now())
  assert.deepEqual([slowed.isSlowed, slowed.isBlind, slowed.readings], [true, false, {}])
  assert.match(notes[0] ?? '', /asked too often/)
  stage.fake.set({
    'cloudtrail:LookupEvents': ({ NextToken }: FakeInput) => ({ Events: [], NextToken: `${NextToken}1` }),
  })
  const cut = await reader.poll({}, stage.now())
  assert.deepEqual([cut.isCut, stage.fake.count('cloudtrail:LookupEvents')], [true, 201])
})

test('windows reach back over what the trail may show late, and not behind the first scan', async (context) => {
  const stage = await startStage(context, three)
  const { start, step } = watchOf(context, stage)
  const started = stage.now()
  await start()
  stage.pass(10_000)
  await step()
  for (const _ of [1, 2]) {
    stage.pass(5 * minuteMs)
    await step()
  }
  // A server of one's own shows events at once: a minute is overlap enough.
  assert.deepEqual(
    stage.lookups.map(({ from }) => from - started),
    [0, 0, 4 * minuteMs + 10_000],
  )
})

test('the rhythm: slower while the trail is slow, and an end that waits for nothing', async () => {
  const stopper = new AbortController()
  const waits: number[] = []
  const steps = [true, true, false, false]
  const watch = {
    start: async () => {},
    step: async () => ({ isSlowed: steps.shift() ?? false }),
    close: () => {},
  }
  await follow(watch, {
    intervalMs: 1000,
    signal: stopper.signal,
    wait: async (ms) => {
      waits.push(ms)
      if (waits.length === 6) stopper.abort()
    },
  })
  assert.deepEqual(waits, [1000, 2000, 4000, 1000, 1000, 1000])
})

function scanIdIn(folder: string): string {
  return JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')).scanId
}
