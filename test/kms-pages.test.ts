/** The SDK's paginators over every listing of KMS, with small and large pages, and markers that belong elsewhere. */

import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import {
  type KMS,
  paginateDescribeCustomKeyStores,
  paginateListAliases,
  paginateListGrants,
  paginateListKeyPolicies,
  paginateListKeyRotations,
  paginateListKeys,
  paginateListResourceTags,
  paginateListRetirableGrants,
} from '@aws-sdk/client-kms'
import { databasesFor, startTestServer, suiteScope, type TestServer } from './support/servers.ts'

interface Answer {
  readonly Truncated?: boolean | undefined
  readonly NextMarker?: string | undefined
}

interface Listing {
  readonly name: string
  /** All pages with this `Limit`, as what each page lists. */
  readonly pages: (limit?: number) => Promise<(readonly unknown[])[]>
  /** One call. */
  readonly call: (page: { Limit?: number; Marker?: string }) => Promise<Answer>
  readonly items: number
  /** Items of a page when nobody asks for a number. */
  readonly pageSize: number
}

async function collect<Page>(
  paginator: AsyncGenerator<Page>,
  list: (page: Page) => readonly unknown[] | undefined,
): Promise<(readonly unknown[])[]> {
  const pages: (readonly unknown[])[] = []
  for await (const page of paginator) pages.push(list(page) ?? [])
  return pages
}

for (const database of databasesFor('PostgreSQL'))
  describe(`listings of KMS through the SDK's paginators, on ${database.name}`, () => {
    const scope = suiteScope()
    let server: TestServer
    let kms: KMS
    let listings: readonly Listing[]
    before(async () => {
      server = await startTestServer(scope, await database.settings())
      kms = server.admin.kms
      listings = listingsOf(kms, await fill(server))
    })

    test('every page but the last is full, and together they hold everything once', async () => {
      for (const { name, pages, items, pageSize } of listings) {
        for (const limit of [undefined, items > 12 ? 11 : 1, 1000]) {
          const found = await pages(limit)
          const size = limit === undefined ? pageSize : Math.min(limit, pageSizeMax(name))
          const all = found.flat().map((item) => JSON.stringify(item))
          const what = `${name} with Limit ${limit}`
          assert.equal(all.length, items, what)
          assert.equal(new Set(all).size, items, what)
          assert.equal(found.length, Math.max(1, Math.ceil(items / size)), what)
          for (const page of found.slice(0, -1)) assert.equal(page.length, size, what)
        }
      }
    })

    test('Truncated is always there; NextMarker only when there is more', async () => {
      for (const { name, call } of listings) {
        const last = await call({ Limit: 1000 })
        if (last.Truncated === false) assert.equal('NextMarker' in last, false, name)
        assert.equal(typeof last.Truncated, 'boolean', name)
      }
    })

    test('markers that are made up, changed or of another listing are InvalidMarkerException', async () => {
      const markers = new Map<string, string>()
      for (const { name, call } of listings) {
        const { NextMarker } = await call({ Limit: 1 })
        if (NextMarker !== undefined) markers.set(name, NextMarker)
      }
      assert.equal(markers.size, 6, 'six listings have more than one item')
      for (const { name, call } of listings) {
        const own = markers.get(name)
        const foreign = [...markers].filter(([of]) => of !== name).map(([, marker]) => marker)
        const changed = own === undefined ? [] : [`${own.slice(0, -6)}AAAAA=`, own.slice(4)]
        for (const Marker of [...foreign, ...changed, 'made up', 'AAAA'])
          await assert.rejects(call({ Marker }), { name: 'InvalidMarkerException' }, name)
      }
    })

    test('a Limit out of the model’s range is a ValidationException', async () => {
      for (const { call, name } of listings) {
        for (const [Limit, bound] of [
          [0, 'greater than or equal to 1'],
          [1001, 'less than or equal to 1000'],
        ] as const)
          await assert.rejects(
            call({ Limit }),
            {
              name: 'ValidationException',
              message: `1 validation error detected: Value '${Limit}' at 'limit' failed to satisfy constraint: Member must have value ${bound}`,
            },
            name,
          )
        await assert.rejects(call({ Marker: '' }), { name: 'ValidationException' }, name)
      }
    })

    test('a page goes on where the last one ended, whatever came and went between', async () => {
      const KeyId = (await kms.createKey()).KeyMetadata?.KeyId as string
      const tags = (from: number, to: number) =>
        Array.from({ length: to - from }, (_, index) => ({ TagKey: `k${from + index}`, TagValue: '' }))
      await kms.tagResource({ KeyId, Tags: tags(0, 6) })
      const first = await kms.listResourceTags({ KeyId, Limit: 3 })
      await kms.untagResource({ KeyId, TagKeys: ['k0', 'k2', 'k3'] })
      const second = await kms.listResourceTags({ KeyId, Limit: 3, Marker: first.NextMarker })
      assert.deepEqual(second.Tags, tags(4, 6))
    })
  })

/** Beyond it, an operation's pages are of this size. */
function pageSizeMax(name: string): number {
  if (name === 'ListResourceTags') return 50
  return ['ListAliases', 'ListGrants', 'ListRetirableGrants'].includes(name) ? 100 : 1000
}

interface Filled {
  readonly KeyId: string
  readonly RetiringPrincipal: string
  readonly keys: number
  readonly aliases: number
}

const grants = 103
const tags = 50
const rotations = 5

async function fill({ admin: { kms, iam } }: TestServer): Promise<Filled> {
  const Tags = Array.from({ length: tags }, (_, index) => ({ TagKey: `tag${index}`, TagValue: `${index}` }))
  const KeyId = (await kms.createKey({ Tags })).KeyMetadata?.Arn as string
  const others = Array.from({ length: 11 }, () => kms.createKey())
  const targets = (await Promise.all(others)).map(({ KeyMetadata }) => KeyMetadata?.KeyId as string)
  const { User } = await iam.createUser({ UserName: 'retiring' })
  const RetiringPrincipal = User?.Arn as string
  const grant = { GranteePrincipal: RetiringPrincipal, RetiringPrincipal, Operations: ['Decrypt' as const] }
  await Promise.all(Array.from({ length: grants }, () => kms.createGrant({ KeyId, ...grant })))
  await Promise.all(
    Array.from({ length: 60 }, (_, index) =>
      kms.createAlias({
        AliasName: `alias/page/${index}`,
        TargetKeyId: targets[index % targets.length] as string,
      }),
    ),
  )
  for (let count = 0; count < rotations; count++) await kms.rotateKeyOnDemand({ KeyId })
  const keys = await collect(paginateListKeys({ client: kms }, {}), (page) => page.Keys)
  const aliases = await collect(paginateListAliases({ client: kms }, {}), (page) => page.Aliases)
  assert.ok(keys.flat().length >= 12 && aliases.flat().length >= 60)
  return { KeyId, RetiringPrincipal, keys: keys.flat().length, aliases: aliases.flat().length }
}

function listingsOf(client: KMS, { KeyId, RetiringPrincipal, keys, aliases }: Filled): readonly Listing[] {
  const config = (pageSize: number | undefined) => ({ client, ...(pageSize && { pageSize }) })
  return [
    {
      name: 'ListKeys',
      pages: (limit) => collect(paginateListKeys(config(limit), {}), (page) => page.Keys),
      call: (page) => client.listKeys(page),
      items: keys,
      pageSize: 100,
    },
    {
      name: 'ListAliases',
      pages: (limit) => collect(paginateListAliases(config(limit), {}), (page) => page.Aliases),
      call: (page) => client.listAliases(page),
      items: aliases,
      pageSize: 50,
    },
    {
      name: 'ListGrants',
      pages: (limit) => collect(paginateListGrants(config(limit), { KeyId }), (page) => page.Grants),
      call: (page) => client.listGrants({ KeyId, ...page }),
      items: grants,
      pageSize: 50,
    },
    {
      name: 'ListRetirableGrants',
      pages: (limit) =>
        collect(paginateListRetirableGrants(config(limit), { RetiringPrincipal }), (page) => page.Grants),
      call: (page) => client.listRetirableGrants({ RetiringPrincipal, ...page }),
      items: grants,
      pageSize: 50,
    },
    {
      name: 'ListResourceTags',
      pages: (limit) => collect(paginateListResourceTags(config(limit), { KeyId }), (page) => page.Tags),
      call: (page) => client.listResourceTags({ KeyId, ...page }),
      items: tags,
      pageSize: 50,
    },
    {
      name: 'ListKeyRotations',
      pages: (limit) => collect(paginateListKeyRotations(config(limit), { KeyId }), (page) => page.Rotations),
      call: (page) => client.listKeyRotations({ KeyId, ...page }),
      items: rotations,
      pageSize: 100,
    },
    {
      name: 'ListKeyPolicies',
      pages: (limit) =>
        collect(paginateListKeyPolicies(config(limit), { KeyId }), (page) => page.PolicyNames),
      call: (page) => client.listKeyPolicies({ KeyId, ...page }),
      items: 1,
      pageSize: 100,
    },
    {
      name: 'DescribeCustomKeyStores',
      pages: (limit) =>
        collect(paginateDescribeCustomKeyStores(config(limit), {}), (page) => page.CustomKeyStores),
      call: (page) => client.describeCustomKeyStores(page),
      items: 0,
      pageSize: 100,
    },
  ]
}
