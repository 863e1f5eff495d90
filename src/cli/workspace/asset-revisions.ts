import type { DataZone, FormInput, GetAssetOutput } from '@aws-sdk/client-datazone'
import { allItems } from './pages.ts'

/** One revision of an asset, as far as it can be made again. */
export interface AssetRevision {
  readonly name: string
  readonly description: string
  readonly externalIdentifier: string | undefined
  readonly typeIdentifier: string
  readonly forms: readonly FormInput[]
  readonly glossaryTerms: readonly string[]
}

/** Names of an asset's revisions, oldest first. */
export async function readRevisionNames(
  datazone: DataZone,
  domainIdentifier: string,
  identifier: string,
): Promise<readonly string[]> {
  const revisions = await allItems((nextToken) =>
    datazone.listAssetRevisions({ domainIdentifier, identifier, nextToken, maxResults: 50 }),
  )
  // Revisions are numbers in text; services list them in either order.
  return revisions.map(({ revision = '' }) => revision).sort((a, b) => Number(a) - Number(b))
}

export async function readRevision(
  datazone: DataZone,
  domainIdentifier: string,
  identifier: string,
  revision: string,
): Promise<AssetRevision> {
  return revisionOf(await datazone.getAsset({ domainIdentifier, identifier, revision }))
}

function revisionOf(asset: GetAssetOutput): AssetRevision {
  const forms = (asset.formsOutput ?? []).map(({ formName, typeName, typeRevision, content }) => ({
    formName,
    typeIdentifier: typeName,
    typeRevision,
    content,
  }))
  return {
    name: asset.name ?? '',
    description: asset.description ?? '',
    externalIdentifier: asset.externalIdentifier,
    typeIdentifier: asset.typeIdentifier ?? '',
    forms: forms.sort((a, b) => ((a.formName ?? '') < (b.formName ?? '') ? -1 : 1)),
    glossaryTerms: asset.glossaryTerms ?? [],
  }
}
