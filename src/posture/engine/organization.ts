/** The accounts of an organization, with where they stand in it. */

import { type Api, ApiError } from '../api.ts'
import { pages } from '../collectors/pages.ts'
import type { FindingAccount } from '../finding.ts'
import { organizations } from '../services.ts'
import { endsScan } from './ends-scan.ts'

/** Suspended and pending accounts are left out. @throws {ApiError} */
export async function organizationAccounts(api: Api): Promise<FindingAccount[]> {
  const organizationId = await tolerant(async () => {
    const answer = await api.call(organizations, 'DescribeOrganization', (client) =>
      client.describeOrganization({}),
    )
    return answer.Organization?.Id ?? null
  })
  const found: FindingAccount[] = []
  const list = pages(async (NextToken) => {
    const answer = await api.call(organizations, 'ListAccounts', (client) =>
      client.listAccounts({ NextToken }),
    )
    return { items: answer.Accounts ?? [], next: answer.NextToken }
  })
  for await (const page of list)
    for (const { Id, Name, State, Status } of page) {
      if (Id === undefined || (State ?? Status) !== 'ACTIVE') continue
      const ouPath = await tolerant(() => pathOf(api, Id))
      found.push({ id: Id, name: Name ?? null, ouPath, organizationId })
    }
  return found
}

/** `/Workloads/Production`, `/` for the root; each unit is asked once. */
function pathOf(api: Api, childId: string): Promise<string> {
  return api.once(`organizations:path:${childId}`, async () => {
    const { Parents } = await api.call(organizations, 'ListParents', (client) =>
      client.listParents({ ChildId: childId }),
    )
    const parent = Parents?.[0]
    if (parent?.Id === undefined || parent.Type === 'ROOT') return '/'
    const unitId = parent.Id
    const above = await pathOf(api, unitId)
    const { OrganizationalUnit } = await api.once(`organizations:unit:${unitId}`, () =>
      api.call(organizations, 'DescribeOrganizationalUnit', (client) =>
        client.describeOrganizationalUnit({ OrganizationalUnitId: unitId }),
      ),
    )
    return `${above === '/' ? '' : above}/${OrganizationalUnit?.Name ?? unitId}`
  })
}

/** Names and paths are for the reader: without the right to see them the scan goes on. */
async function tolerant<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    if (endsScan(error) || !(error instanceof ApiError)) throw error
    return null
  }
}
