import type { DataZone } from '@aws-sdk/client-datazone'
import { isAnswer, isMissingOperation } from './failure.ts'
import { allItems } from './pages.ts'
import type { Workspace } from './workspace.ts'

/** Something of the old workspace that the API cannot make again, to be done by hand. Ids and numbers only. */
export interface LeftBehind {
  readonly what: string
  readonly count: number | null
  /** What to do about it, or why it is not known. */
  readonly note: string
}

type List = (nextToken: string | undefined) => Promise<{ items?: unknown[]; nextToken?: string }>

/** Looks for everything a domain can hold beside what is moved. A server without an operation has none of its things. */
export async function findLeftBehind(
  datazone: DataZone,
  workspace: Workspace,
): Promise<readonly LeftBehind[]> {
  const { domain, projects } = workspace
  const domainIdentifier = domain.id
  const parentDomainUnitIdentifier = domain.rootDomainUnitId
  const lists: [string, string, List][] = [
    [
      'custom blueprints',
      'create them anew',
      (nextToken) => datazone.listEnvironmentBlueprints({ domainIdentifier, managed: false, nextToken }),
    ],
    [
      'environment profiles',
      'create them anew',
      (nextToken) => datazone.listEnvironmentProfiles({ domainIdentifier, nextToken }),
    ],
    [
      'project profiles',
      'create them anew',
      (nextToken) => datazone.listProjectProfiles({ domainIdentifier, nextToken }),
    ],
    [
      'custom asset types',
      'create them anew',
      (nextToken) =>
        datazone.searchTypes({ domainIdentifier, searchScope: 'ASSET_TYPE', managed: false, nextToken }),
    ],
    [
      'glossaries',
      'create them anew',
      (nextToken) => datazone.search({ domainIdentifier, searchScope: 'GLOSSARY', nextToken }),
    ],
    [
      'data products',
      'create them anew',
      (nextToken) => datazone.search({ domainIdentifier, searchScope: 'DATA_PRODUCT', nextToken }),
    ],
    [
      'subscriptions',
      'subscribe anew',
      (nextToken) => datazone.listSubscriptions({ domainIdentifier, nextToken }),
    ],
  ]
  if (parentDomainUnitIdentifier !== undefined) {
    lists.push([
      'domain units',
      'their projects go to the root unit',
      (nextToken) =>
        datazone.listDomainUnitsForParent({ domainIdentifier, parentDomainUnitIdentifier, nextToken }),
    ])
  }
  const found: LeftBehind[] = []
  for (const [what, note, list] of lists) add(found, what, note, await count(list))
  for (const { id: projectIdentifier } of projects) {
    const place = { domainIdentifier, projectIdentifier }
    const environments = await count((nextToken) => datazone.listEnvironments({ ...place, nextToken }))
    add(found, `environments of project ${projectIdentifier}`, 'create them anew', environments)
    const sources = await count((nextToken) => datazone.listDataSources({ ...place, nextToken }))
    add(found, `data sources of project ${projectIdentifier}`, 'create them anew', sources)
  }
  return [...found, ...knownLosses(workspace)]
}

/** Null when the caller may not look. */
async function count(list: List): Promise<number | null> {
  try {
    return (await allItems(list)).length
  } catch (error) {
    if (isMissingOperation(error)) return 0
    if (isAnswer(error, 'AccessDeniedException')) return null
    throw error
  }
}

function add(found: LeftBehind[], what: string, note: string, number: number | null): void {
  if (number === null) found.push({ what, count: null, note: 'not known: you may not list them' })
  else if (number > 0) found.push({ what, count: number, note })
}

function knownLosses({ domain, projects, tags }: Workspace): LeftBehind[] {
  const found: LeftBehind[] = []
  const withTerms = projects.filter(({ glossaryTerms }) => glossaryTerms.length > 0).length
  add(found, 'projects with glossary terms', 'add the terms of the new glossary', withTerms)
  const profiled = projects.filter(({ projectProfileId }) => projectProfileId !== undefined).length
  add(found, 'projects made from a project profile', 'they come without one', profiled)
  const inUnits = projects.filter(
    ({ domainUnitId }) => (domainUnitId ?? domain.rootDomainUnitId) !== domain.rootDomainUnitId,
  )
  add(found, 'projects in other domain units', 'they go to the root unit', inUnits.length)
  const awsTags = Object.keys(tags).filter((key) => key.toLowerCase().startsWith('aws:')).length
  add(found, 'tags that AWS has set', 'AWS sets its own', awsTags)
  return found
}
