/** Bedrock guardrails as the unmodified SDK sees them. */

import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Bedrock, UpdateGuardrailRequest } from '@aws-sdk/client-bedrock'
import type { CreateKeyRequest } from '@aws-sdk/client-kms'
import type { Clients } from '../src/cli/tour/clients.ts'
import { until } from '../src/cli/tour/expect.ts'
import { bedrockOf, guardrail, wholeGuardrail } from './support/bedrock.ts'
import { startTestServer, suiteScope, type TestServer, testDatabases } from './support/servers.ts'
import { newUser, otherAccount, startStrangers } from './support/strangers.ts'
import { lookup } from './support/trail-lookup.ts'

describe('guardrails through the SDK', () => {
  const scope = suiteScope()
  let server: TestServer
  let bedrock: Bedrock
  let other: Clients
  before(async () => {
    const strangers = await startStrangers(scope)
    server = strangers.server
    other = strangers.other
    bedrock = bedrockOf(server, server.admin).bedrock
  })
  const newKey = async (request: CreateKeyRequest = {}) =>
    (await server.admin.kms.createKey(request)).KeyMetadata?.Arn as string
  const create = async (request: Parameters<typeof guardrail>[0] = {}) => {
    const { guardrailId, guardrailArn } = await bedrock.createGuardrail(guardrail(request))
    return { id: guardrailId as string, arn: guardrailArn as string }
  }
  const get = (guardrailIdentifier: string, guardrailVersion?: string) =>
    bedrock.getGuardrail({ guardrailIdentifier, guardrailVersion })
  const ready = (id: string) =>
    until('a READY guardrail', async () => ((await get(id)).status === 'READY' ? true : undefined))
  const grantsOn = async (keyArn: string) =>
    (await server.admin.kms.listGrants({ KeyId: keyArn })).Grants ?? []
  const noGrants = (keyArn: string) =>
    until('no grant', async () => ((await grantsOn(keyArn)).length === 0 ? true : undefined))

  test('a guardrail lives: created, read, changed, versioned, tagged, deleted', async () => {
    const request = guardrail({ description: 'the first', tags: [{ key: 'team', value: 'blue' }] })
    const created = await bedrock.createGuardrail(request)
    const { guardrailId: id = '', guardrailArn: arn = '' } = created
    assert.match(id, /^[a-z0-9]{12}$/)
    assert.equal(arn, `arn:aws:bedrock:${server.region}:${server.accountId}:guardrail/${id}`)
    assert.equal(created.version, 'DRAFT')
    assert.equal(created.$metadata.httpStatusCode, 202)
    const read = await get(arn)
    assert.equal(read.$metadata.httpStatusCode, 200)
    assert.equal(read.status, 'READY')
    assert.equal(read.description, 'the first')
    assert.equal('kmsKeyArn' in read, false, 'scanners look for the member, not its value')
    assert.deepEqual(read.createdAt, created.createdAt)
    assert.deepEqual(read.wordPolicy, { words: [{ text: 'forbidden' }] })

    const version = await bedrock.createGuardrailVersion({ guardrailIdentifier: id, description: 'frozen' })
    assert.deepEqual([version.guardrailId, version.version], [id, '1'])
    const { name, blockedInputMessaging, blockedOutputsMessaging } = request
    const updated = await bedrock.updateGuardrail({
      guardrailIdentifier: arn,
      name,
      blockedInputMessaging,
      blockedOutputsMessaging,
      wordPolicyConfig: { managedWordListsConfig: [{ type: 'PROFANITY' }] },
    })
    assert.deepEqual([updated.guardrailId, updated.guardrailArn, updated.version], [id, arn, 'DRAFT'])
    const draft = await get(id, 'DRAFT')
    assert.equal(draft.description, undefined, 'an update replaces the draft whole')
    assert.deepEqual(draft.wordPolicy, { managedWordLists: [{ type: 'PROFANITY' }] })
    assert.deepEqual(draft.updatedAt, updated.updatedAt)
    assert.deepEqual(draft.createdAt, created.createdAt)
    const frozen = await get(id, '1')
    assert.deepEqual(frozen.wordPolicy, { words: [{ text: 'forbidden' }] })
    assert.deepEqual([frozen.version, frozen.description, frozen.status], ['1', 'frozen', 'READY'])

    await bedrock.tagResource({ resourceARN: arn, tags: [{ key: 'stage', value: 'test' }] })
    await bedrock.untagResource({ resourceARN: arn, tagKeys: ['team', 'never-there'] })
    const { tags } = await bedrock.listTagsForResource({ resourceARN: arn })
    assert.deepEqual(tags, [{ key: 'stage', value: 'test' }])

    const { guardrails = [] } = await bedrock.listGuardrails({ guardrailIdentifier: id })
    assert.deepEqual(
      guardrails.map((summary) => [summary.id, summary.arn, summary.version, summary.name, summary.status]),
      [
        [id, arn, 'DRAFT', name, 'READY'],
        [id, arn, '1', name, 'READY'],
      ],
    )
    await bedrock.deleteGuardrail({ guardrailIdentifier: id, guardrailVersion: '1' })
    await assert.rejects(get(id, '1'), { name: 'ResourceNotFoundException' })
    const second = await bedrock.createGuardrailVersion({ guardrailIdentifier: id })
    assert.equal(second.version, '2', 'a number is never used again')
    const deleted = await bedrock.deleteGuardrail({ guardrailIdentifier: arn })
    assert.equal(deleted.$metadata.httpStatusCode, 202)
    await assert.rejects(get(id), { name: 'ResourceNotFoundException' })
    await bedrock.createGuardrail(request)
  })

  test('every policy comes back as it was written', async () => {
    const request = wholeGuardrail()
    const { id } = await create(request)
    const read = await get(id)
    const profile = `arn:aws:bedrock:${server.region}:${server.accountId}:guardrail-profile/us.guardrail.v1:0`
    assert.deepEqual(read.topicPolicy, {
      topics: request.topicPolicyConfig?.topicsConfig,
      tier: { tierName: 'STANDARD' },
    })
    assert.deepEqual(read.contentPolicy, {
      filters: request.contentPolicyConfig?.filtersConfig,
      tier: { tierName: 'CLASSIC' },
    })
    assert.deepEqual(read.wordPolicy, {
      words: request.wordPolicyConfig?.wordsConfig,
      managedWordLists: request.wordPolicyConfig?.managedWordListsConfig,
    })
    assert.deepEqual(read.sensitiveInformationPolicy, {
      piiEntities: request.sensitiveInformationPolicyConfig?.piiEntitiesConfig,
      regexes: request.sensitiveInformationPolicyConfig?.regexesConfig,
    })
    assert.deepEqual(read.contextualGroundingPolicy, {
      filters: request.contextualGroundingPolicyConfig?.filtersConfig,
    })
    assert.deepEqual(read.automatedReasoningPolicy, request.automatedReasoningPolicyConfig)
    assert.deepEqual(read.crossRegionDetails, {
      guardrailProfileId: 'us.guardrail.v1:0',
      guardrailProfileArn: profile,
    })
    assert.equal(read.blockedInputMessaging, request.blockedInputMessaging)
    assert.equal(read.blockedOutputsMessaging, request.blockedOutputsMessaging)
  })

  test('ten thousand words of a hundred characters are taken', async () => {
    const wordsConfig = Array.from({ length: 10_000 }, (_, i) => ({ text: `${i} ${'w'.repeat(90)}` }))
    const { id } = await create({ wordPolicyConfig: { wordsConfig } })
    assert.equal((await get(id)).wordPolicy?.words?.length, 10_000)
  })

  test('the key is named by id, ARN, alias or alias ARN, and answered as an ARN', async () => {
    const keyArn = await newKey()
    await server.admin.kms.createAlias({ AliasName: 'alias/guard/rail', TargetKeyId: keyArn })
    const aliasArn = `arn:aws:kms:${server.region}:${server.accountId}:alias/guard/rail`
    for (const kmsKeyId of [keyArn, keyArn.split('/')[1] as string, 'alias/guard/rail', aliasArn]) {
      const { id } = await create({ kmsKeyId })
      assert.equal((await get(id)).kmsKeyArn, keyArn)
      const other = await create()
      await bedrock.updateGuardrail({ ...guardrail(), guardrailIdentifier: other.id, kmsKeyId })
      assert.equal((await get(other.id)).kmsKeyArn, keyArn)
    }
    assert.equal((await grantsOn(keyArn)).length, 8)
    for (const { GranteePrincipal, RetiringPrincipal, Operations, Constraints } of await grantsOn(keyArn)) {
      assert.equal(GranteePrincipal, 'bedrock.amazonaws.com')
      assert.equal(RetiringPrincipal, 'bedrock.amazonaws.com')
      assert.deepEqual(Operations, ['Decrypt', 'GenerateDataKey'])
      assert.deepEqual(Object.keys(Constraints?.EncryptionContextSubset ?? {}), ['aws:bedrock:guardrail-id'])
    }
  })

  test('a key that cannot be taken is refused before anything is made or changed', async () => {
    const disabled = await newKey()
    await server.admin.kms.disableKey({ KeyId: disabled })
    const doomed = await newKey()
    await server.admin.kms.scheduleKeyDeletion({ KeyId: doomed, PendingWindowInDays: 7 })
    const keys = {
      disabled,
      doomed,
      unknown: `arn:aws:kms:${server.region}:${server.accountId}:key/00000000-0000-4000-8000-000000000000`,
      'unknown alias': 'alias/nobody',
      asymmetric: await newKey({ KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' }),
      'for MACs': await newKey({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }),
      'of another Region': (await newKey()).replace(server.region, 'ap-south-2'),
    }
    const { id } = await create()
    const before = (await bedrock.listGuardrails({ maxResults: 1000 })).guardrails?.length
    for (const [name, kmsKeyId] of Object.entries(keys)) {
      const refused = { name: 'ValidationException', message: /^kmsKeyId: / }
      await assert.rejects(create({ kmsKeyId }), refused, name)
      const update = { ...guardrail(), guardrailIdentifier: id, kmsKeyId }
      await assert.rejects(bedrock.updateGuardrail(update), refused, name)
    }
    assert.equal((await bedrock.listGuardrails({ maxResults: 1000 })).guardrails?.length, before)
    assert.equal((await get(id)).kmsKeyArn, undefined)
    await assert.rejects(create({ kmsKeyId: 'not a key' }), {
      name: 'ValidationException',
      message: /'kmsKeyId' failed to satisfy constraint/,
    })
  })

  test('another key: the draft at once, then all versions, and the old grant goes; omitted, the key stays', async () => {
    const [first, second] = [await newKey(), await newKey()]
    const request = guardrail()
    const { id } = await create(request)
    const guardrailIdentifier = id
    await bedrock.createGuardrailVersion({ guardrailIdentifier })
    await bedrock.updateGuardrail({ ...request, guardrailIdentifier, kmsKeyId: first })
    await ready(id)
    assert.deepEqual([(await get(id)).kmsKeyArn, (await get(id, '1')).kmsKeyArn], [first, first])
    await bedrock.updateGuardrail({ ...request, guardrailIdentifier, kmsKeyId: second })
    await ready(id)
    await noGrants(first)
    await server.admin.kms.disableKey({ KeyId: first })
    assert.deepEqual([(await get(id)).kmsKeyArn, (await get(id, '1')).kmsKeyArn], [second, second])
    await bedrock.updateGuardrail({ ...request, guardrailIdentifier, description: 'again' })
    await bedrock.updateGuardrail({ ...request, guardrailIdentifier, kmsKeyId: second })
    const read = await get(id)
    assert.deepEqual([read.kmsKeyArn, read.status], [second, 'READY'])
    assert.equal((await grantsOn(second)).length, 1)
    await bedrock.deleteGuardrail({ guardrailIdentifier })
    await noGrants(second)
  })

  test('the key disabled: what is under it cannot be read by anyone; enabled, everything is back', async () => {
    const keyArn = await newKey()
    const { id, arn } = await create({ kmsKeyId: keyArn })
    await bedrock.createGuardrailVersion({ guardrailIdentifier: id })
    await server.admin.kms.disableKey({ KeyId: keyArn })
    const denied = { name: 'AccessDeniedException', message: /is disabled\. Enable it/ }
    await assert.rejects(get(id), denied)
    await assert.rejects(get(id, '1'), denied)
    await assert.rejects(bedrock.createGuardrailVersion({ guardrailIdentifier: id }), denied)
    await assert.rejects(bedrock.updateGuardrail({ ...guardrail(), guardrailIdentifier: id }), denied)
    await assert.rejects(bedrock.listTagsForResource({ resourceARN: arn }), denied)
    const { guardrails = [] } = await bedrock.listGuardrails({ guardrailIdentifier: id })
    assert.deepEqual(
      guardrails.map(({ version, status, name }) => [version, status, name]),
      [
        ['DRAFT', 'READY', undefined],
        ['1', 'READY', undefined],
      ],
    )
    await server.admin.kms.enableKey({ KeyId: keyArn })
    assert.equal((await get(id)).status, 'READY')
    await bedrock.createGuardrailVersion({ guardrailIdentifier: id })
  })

  test('the grant revoked: denied until the guardrail gets another key; a lost one can still be deleted', async () => {
    const [first, second] = [await newKey(), await newKey()]
    const { id } = await create({ kmsKeyId: first })
    const lost = await create({ kmsKeyId: first })
    for (const { GrantId } of await grantsOn(first)) {
      await server.admin.kms.revokeGrant({ KeyId: first, GrantId })
    }
    await assert.rejects(get(id), { name: 'AccessDeniedException', message: /grant was revoked/ })
    await bedrock.updateGuardrail({ ...guardrail(), guardrailIdentifier: id, kmsKeyId: second })
    await ready(id)
    assert.equal((await get(id)).kmsKeyArn, second)
    await bedrock.deleteGuardrail({ guardrailIdentifier: lost.id })
    await assert.rejects(get(lost.id), { name: 'ResourceNotFoundException' })
  })

  test('who uses a guardrail under a key needs the key as well, and through Bedrock only', async () => {
    const keyArn = await newKey()
    const { id } = await create({ kmsKeyId: keyArn })
    const plain = await newUser(server, server.admin, 'guard-plain', { Action: 'bedrock:*' })
    const keyed = await newUser(
      server,
      server.admin,
      'guard-keyed',
      { Action: 'bedrock:*' },
      {
        Action: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey', 'kms:CreateGrant'],
        Resource: keyArn,
        Condition: {
          StringEquals: { 'kms:ViaService': `bedrock.${server.region}.amazonaws.com` },
        },
      },
    )
    const reader = await newUser(
      server,
      server.admin,
      'guard-reader',
      { Action: 'bedrock:GetGuardrail', Resource: `arn:aws:bedrock:*:*:guardrail/${id}` },
      {
        Action: 'kms:Decrypt',
        Resource: keyArn,
        Condition: { StringEquals: { 'kms:EncryptionContext:aws:bedrock:guardrail-id': id } },
      },
    )
    const granting = await newUser(
      server,
      server.admin,
      'guard-granting',
      { Action: 'bedrock:*' },
      { Action: ['kms:DescribeKey', 'kms:CreateGrant', 'kms:Decrypt'], Resource: keyArn },
    )
    await assert.rejects(
      bedrockOf(server, granting.clients).bedrock.createGuardrail(guardrail({ kmsKeyId: keyArn })),
      {
        name: 'AccessDeniedException',
        message: /guard-granting is not authorized to perform: kms:GenerateDataKey on resource/,
      },
    )
    const [without, withKey, reading] = [plain, keyed, reader].map(
      ({ clients }) => bedrockOf(server, clients).bedrock,
    ) as [Bedrock, Bedrock, Bedrock]
    const guardrailIdentifier = id
    await assert.rejects(without.getGuardrail({ guardrailIdentifier }), {
      name: 'AccessDeniedException',
      message: /guard-plain is not authorized to perform: kms:Decrypt on resource/,
    })
    await assert.rejects(without.createGuardrailVersion({ guardrailIdentifier }), {
      name: 'AccessDeniedException',
    })
    await assert.rejects(without.createGuardrail(guardrail({ kmsKeyId: keyArn })), {
      name: 'AccessDeniedException',
    })
    const open = await without.createGuardrail(guardrail())
    assert.ok(await without.getGuardrail({ guardrailIdentifier: open.guardrailId }))
    assert.equal((await withKey.getGuardrail({ guardrailIdentifier })).kmsKeyArn, keyArn)
    await withKey.createGuardrail(guardrail({ kmsKeyId: keyArn }))
    assert.equal((await reading.getGuardrail({ guardrailIdentifier })).kmsKeyArn, keyArn)
    await assert.rejects(reading.getGuardrail({ guardrailIdentifier: open.guardrailId }), {
      name: 'AccessDeniedException',
      message: /is not authorized to perform: bedrock:GetGuardrail on resource/,
    })
    await assert.rejects(reading.listGuardrails({}), { name: 'AccessDeniedException' })
  })

  test('versions go under another key with somebody who may read them, and with nobody else', async () => {
    const [first, second] = [await newKey(), await newKey()]
    const { id: guardrailIdentifier } = await create({ kmsKeyId: first })
    await bedrock.createGuardrailVersion({ guardrailIdentifier })
    const { clients } = await newUser(
      server,
      server.admin,
      'guard-mover',
      { Action: 'bedrock:*' },
      {
        Action: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey', 'kms:CreateGrant'],
        Resource: second,
      },
    )
    const mover = bedrockOf(server, clients).bedrock
    const move = () => mover.updateGuardrail({ ...guardrail(), guardrailIdentifier, kmsKeyId: second })
    const denied = {
      name: 'AccessDeniedException',
      message: new RegExp(`guard-mover is not authorized to perform: kms:Decrypt on resource: ${first}`),
    }
    await assert.rejects(move(), denied)
    await server.admin.kms.disableKey({ KeyId: first })
    await assert.rejects(move(), denied, 'nor does it wait for the key to come back')
    await server.admin.kms.enableKey({ KeyId: first })
    assert.equal((await get(guardrailIdentifier, '1')).kmsKeyArn, first)
    assert.deepEqual(await grantsOn(second), [])
    await bedrock.deleteGuardrail({ guardrailIdentifier, guardrailVersion: '1' })
    await move()
    await ready(guardrailIdentifier)
    assert.equal((await mover.getGuardrail({ guardrailIdentifier })).kmsKeyArn, second)
  })

  test('applying a guardrail under a key needs the key: its state, the grant and the caller count', async () => {
    const keyArn = await newKey()
    const { id, arn } = await create({ kmsKeyId: keyArn })
    const { version } = await bedrock.createGuardrailVersion({ guardrailIdentifier: id })
    const { clients } = await newUser(server, server.admin, 'guard-user', {
      Action: 'bedrock:ApplyGuardrail',
    })
    const applyAs = (of: typeof server.admin, guardrailIdentifier: string, guardrailVersion = version) =>
      bedrockOf(server, of).runtime.applyGuardrail({
        guardrailIdentifier,
        guardrailVersion,
        source: 'INPUT',
        content: [{ text: { text: 'this is forbidden' } }],
      })
    const { action, outputs } = await applyAs(server.admin, arn)
    assert.deepEqual([action, outputs?.[0]?.text], ['GUARDRAIL_INTERVENED', 'No.'])
    const open = await create()
    assert.equal((await applyAs(clients, open.id, 'DRAFT')).action, 'GUARDRAIL_INTERVENED')
    await assert.rejects(applyAs(clients, id), {
      name: 'AccessDeniedException',
      message: /guard-user is not authorized to perform: kms:Decrypt/,
    })
    await assert.rejects(applyAs(server.admin, id, '7'), { name: 'ResourceNotFoundException' })
    await assert.rejects(applyAs(server.admin, 'nothere'), { name: 'ResourceNotFoundException' })
    await server.admin.kms.disableKey({ KeyId: keyArn })
    await assert.rejects(applyAs(server.admin, id), { name: 'AccessDeniedException', message: /is disabled/ })
    await server.admin.kms.enableKey({ KeyId: keyArn })
    assert.equal((await applyAs(server.admin, id)).action, 'GUARDRAIL_INTERVENED')
    const recorded = await lookup(server.admin, 'EventName', 'ApplyGuardrail')
    assert.deepEqual(recorded, [], 'a data event is not in the history of management events')
  })

  test('a client request token makes one guardrail and one version, however often it is sent', async () => {
    const request = guardrail({ clientRequestToken: 'token-1' })
    const [first, second] = await Promise.all([
      bedrock.createGuardrail(request),
      bedrock.createGuardrail(request),
    ])
    const third = await bedrock.createGuardrail(request)
    assert.deepEqual(new Set([first.guardrailId, second.guardrailId, third.guardrailId]).size, 1)
    assert.deepEqual(third.createdAt, first.createdAt)
    await assert.rejects(bedrock.createGuardrail({ ...guardrail(), clientRequestToken: 'token-1' }), {
      name: 'ConflictException',
    })
    const version = { guardrailIdentifier: first.guardrailId, clientRequestToken: 'token-2' }
    assert.equal((await bedrock.createGuardrailVersion(version)).version, '1')
    assert.equal((await bedrock.createGuardrailVersion(version)).version, '1')
    const refused = guardrail({ clientRequestToken: 'token-3', kmsKeyId: 'alias/nobody' })
    await assert.rejects(bedrock.createGuardrail(refused), { name: 'ValidationException' })
    await bedrock.createGuardrail({ ...refused, kmsKeyId: undefined })
  })

  test('a name is taken once an account and Region, by drafts alone', async () => {
    const { id } = await create({ name: 'unique' })
    await assert.rejects(create({ name: 'unique' }), { name: 'ConflictException', message: /has this name/ })
    const other = await create()
    const rename = { ...guardrail({ name: 'unique' }), guardrailIdentifier: other.id }
    await assert.rejects(bedrock.updateGuardrail(rename), { name: 'ConflictException' })
    const kept: UpdateGuardrailRequest = { ...guardrail({ name: 'unique' }), guardrailIdentifier: id }
    await bedrock.updateGuardrail(kept)
    await bedrock.updateGuardrail({ ...kept, name: 'renamed' })
    await bedrock.updateGuardrail(rename)
    const races = await Promise.allSettled([1, 2, 3].map(() => create({ name: 'raced' })))
    assert.deepEqual(races.map(({ status }) => status).sort(), ['fulfilled', 'rejected', 'rejected'])
    for (const race of races)
      if (race.status === 'rejected') assert.equal(race.reason.name, 'ConflictException')
  })

  test('what is not there is not found, whatever asks for it', async () => {
    const { id, arn } = await create()
    const missing = { name: 'ResourceNotFoundException' }
    const elsewhere = arn.replace(server.accountId, otherAccount)
    // Policies are not written for it: what they deny must not be had under another name.
    const otherPartition = arn.replace('arn:aws:', 'arn:aws-cn:')
    const unknown = ['nothere', arn.replace(id, 'nothere'), elsewhere, otherPartition]
    for (const guardrailIdentifier of unknown) {
      await assert.rejects(get(guardrailIdentifier), missing)
      await assert.rejects(bedrock.updateGuardrail({ ...guardrail(), guardrailIdentifier }), missing)
      await assert.rejects(bedrock.createGuardrailVersion({ guardrailIdentifier }), missing)
      await assert.rejects(bedrock.deleteGuardrail({ guardrailIdentifier }), missing)
      await assert.rejects(bedrock.listGuardrails({ guardrailIdentifier }), missing)
    }
    await assert.rejects(get(id, '1'), missing)
    await assert.rejects(bedrock.deleteGuardrail({ guardrailIdentifier: id, guardrailVersion: '1' }), missing)
    const stranger = bedrockOf(server, other).bedrock
    await assert.rejects(stranger.getGuardrail({ guardrailIdentifier: arn }), missing)
    await assert.rejects(stranger.getGuardrail({ guardrailIdentifier: id }), missing)
    await assert.rejects(stranger.listTagsForResource({ resourceARN: arn }), missing)
    assert.deepEqual((await stranger.listGuardrails({})).guardrails, [])
    for (const resourceARN of unknown.slice(1)) {
      await assert.rejects(bedrock.listTagsForResource({ resourceARN }), missing)
      await assert.rejects(bedrock.tagResource({ resourceARN, tags: [] }), missing)
      await assert.rejects(bedrock.untagResource({ resourceARN, tagKeys: ['a'] }), missing)
    }
  })

  test('what the API does not take is refused, and the draft cannot be deleted alone', async () => {
    const { id, arn } = await create()
    const invalid = { name: 'ValidationException' }
    await assert.rejects(create({ name: 'no spaces' }), invalid)
    await assert.rejects(create({ wordPolicyConfig: undefined }), { ...invalid, message: /at least one/ })
    await assert.rejects(create({ blockedInputMessaging: '' }), invalid)
    await assert.rejects(get(id, '0'), invalid)
    await assert.rejects(
      bedrock.deleteGuardrail({ guardrailIdentifier: id, guardrailVersion: 'DRAFT' }),
      invalid,
    )
    await assert.rejects(bedrock.listGuardrails({ maxResults: 1001 }), invalid)
    await assert.rejects(bedrock.listGuardrails({ nextToken: 'nonsense' }), invalid)
    await assert.rejects(bedrock.listGuardrails({ guardrailIdentifier: id, nextToken: 'nonsense' }), invalid)
    const twice = [
      { key: 'a', value: '1' },
      { key: 'a', value: '2' },
    ]
    await assert.rejects(create({ tags: twice }), invalid)
    await assert.rejects(
      bedrock.tagResource({ resourceARN: arn, tags: [{ key: 'aws:x', value: '' }] }),
      invalid,
    )
  })

  test('quotas: versions of a guardrail, tags', async () => {
    const { id, arn } = await create()
    const guardrailIdentifier = id
    for (let i = 0; i < 20; i++) await bedrock.createGuardrailVersion({ guardrailIdentifier })
    await assert.rejects(bedrock.createGuardrailVersion({ guardrailIdentifier }), {
      name: 'ServiceQuotaExceededException',
      message: /20 versions/,
    })
    await bedrock.deleteGuardrail({ guardrailIdentifier, guardrailVersion: '5' })
    assert.equal((await bedrock.createGuardrailVersion({ guardrailIdentifier })).version, '21')
    const tags = Array.from({ length: 51 }, (_, i) => ({ key: `k${i}`, value: '' }))
    const tooMany = { name: 'TooManyTagsException' }
    await assert.rejects(create({ tags }), tooMany)
    await bedrock.tagResource({ resourceARN: arn, tags: tags.slice(1) })
    await assert.rejects(bedrock.tagResource({ resourceARN: arn, tags: tags.slice(0, 1) }), {
      ...tooMany,
      resourceName: arn,
    })

    const seen: (string | undefined)[] = []
    let nextToken: string | undefined
    do {
      const page = await bedrock.listGuardrails({ guardrailIdentifier, maxResults: 6, nextToken })
      assert.ok((page.guardrails?.length ?? 0) <= 6)
      seen.push(...(page.guardrails ?? []).map(({ version }) => version))
      nextToken = page.nextToken
    } while (nextToken !== undefined)
    const numbers = Array.from({ length: 21 }, (_, i) => String(i + 1)).filter((number) => number !== '5')
    assert.deepEqual(seen, ['DRAFT', ...numbers])
  })

  test('the list of all guardrails, page by page', async () => {
    const { guardrails: all = [] } = await bedrock.listGuardrails({ maxResults: 1000 })
    assert.ok(all.length > 5)
    assert.deepEqual([...new Set(all.map(({ version }) => version))], ['DRAFT'])
    const ids: (string | undefined)[] = []
    let nextToken: string | undefined
    do {
      const page = await bedrock.listGuardrails({ maxResults: 4, nextToken })
      ids.push(...(page.guardrails ?? []).map(({ id }) => id))
      nextToken = page.nextToken
    } while (nextToken !== undefined)
    assert.deepEqual(
      ids,
      all.map(({ id }) => id),
    )
  })

  test('the trail tells who did what with which guardrail, and nothing of what is in it', async () => {
    const keyArn = await newKey()
    const { arn } = await create({ ...wholeGuardrail((what) => `secret-${what}`), kmsKeyId: keyArn })
    const [record] = (await lookup(server.admin, 'ResourceName', arn)).filter(
      ({ eventName }) => eventName === 'CreateGuardrail',
    )
    assert.equal(record?.eventSource, 'bedrock.amazonaws.com')
    assert.equal(record?.readOnly, false)
    assert.equal(record?.requestParameters?.kmsKeyId, keyArn)
    assert.equal(record?.responseElements?.guardrailArn, arn)
    assert.doesNotMatch(JSON.stringify(record), /secret-/)
    assert.deepEqual(record?.resources, [
      { accountId: server.accountId, type: 'AWS::Bedrock::Guardrail', ARN: arn },
    ])
  })

  test('an operation of Bedrock that is not there says so by its name', async () => {
    await assert.rejects(bedrock.listFoundationModels({}), {
      name: 'NotImplementedException',
      message: 'Keyhold does not implement bedrock:ListFoundationModels.',
    })
  })
})

for (const database of testDatabases.filter(({ name }) => name === 'PostgreSQL')) {
  test(`guardrails on ${database.name}: versions, a key change, names, deletion`, async (t) => {
    const server = await startTestServer(t, await database.settings())
    const { bedrock } = bedrockOf(server, server.admin)
    const keys = [await server.admin.kms.createKey(), await server.admin.kms.createKey()]
    const [first, second] = keys.map(({ KeyMetadata }) => KeyMetadata?.Arn as string)
    const request = guardrail({ name: 'here', kmsKeyId: first, tags: [{ key: 'a', value: 'b' }] })
    const { guardrailId: guardrailIdentifier, guardrailArn: resourceARN } =
      await bedrock.createGuardrail(request)
    await bedrock.createGuardrailVersion({ guardrailIdentifier })
    const races = await Promise.allSettled(
      [1, 2, 3].map(() => bedrock.createGuardrail(guardrail({ name: 'raced' }))),
    )
    assert.deepEqual(races.map(({ status }) => status).sort(), ['fulfilled', 'rejected', 'rejected'])
    for (const race of races)
      if (race.status === 'rejected') assert.equal(race.reason.name, 'ConflictException')
    const { tags: _, clientRequestToken: __, ...draft } = request
    await bedrock.updateGuardrail({ ...draft, guardrailIdentifier, kmsKeyId: second })
    await until('a READY guardrail', async () =>
      (await bedrock.getGuardrail({ guardrailIdentifier })).status === 'READY' ? true : undefined,
    )
    const version = await bedrock.getGuardrail({ guardrailIdentifier, guardrailVersion: '1' })
    assert.equal(version.kmsKeyArn, second)
    assert.deepEqual((await bedrock.listTagsForResource({ resourceARN })).tags, request.tags)
    assert.deepEqual((await server.admin.kms.listGrants({ KeyId: first })).Grants, [])
    await bedrock.deleteGuardrail({ guardrailIdentifier })
    await assert.rejects(bedrock.getGuardrail({ guardrailIdentifier }), { name: 'ResourceNotFoundException' })
  })
}
