import type { AssetItem, GetAssetOutput } from '@aws-sdk/client-datazone'
import type { ListOptions, NewRecord, SealedRecord } from '../../envelope/envelope.ts'
import { formViews } from './asset-forms.ts'
import type { AssetBody } from './bodies.ts'
import type { OpenDomain } from './domain.ts'
import { resourceMissing } from './errors.ts'

/** The newest revision, by the asset's id. */
export type Asset = SealedRecord<AssetBody>

/** @throws ResourceNotFoundException */
export async function getAsset({ scope }: OpenDomain, assetId: string): Promise<Asset> {
  const asset = await scope.records.get<AssetBody>('asset', assetId)
  if (asset === null) throw resourceMissing('Asset', assetId)
  return asset
}

export function newRevision(assetId: string, body: AssetBody, now: number): NewRecord<AssetBody> {
  return {
    kind: 'asset-revision',
    id: revisionId(assetId, body.revision),
    parent: assetId,
    status: 'ACTIVE',
    body,
    createdAt: now,
  }
}

/** Null when there is none of this number. */
export function findRevision(
  { scope }: OpenDomain,
  assetId: string,
  revision: number,
): Promise<SealedRecord<AssetBody> | null> {
  return scope.records.get<AssetBody>('asset-revision', revisionId(assetId, revision))
}

/** Contents may be large: so many are held at once. */
const chunk = 10

/** Oldest first, at most `limit` after a position. */
export async function* eachRevision(
  { scope }: OpenDomain,
  assetId: string,
  { limit = Number.POSITIVE_INFINITY, after: start }: Pick<ListOptions, 'limit' | 'after'> = {},
): AsyncGenerator<SealedRecord<AssetBody>> {
  for (let after = start, left = limit; left > 0; left -= chunk) {
    const page = await scope.records.list<AssetBody>('asset-revision', {
      parent: assetId,
      limit: Math.min(chunk, left),
      after,
    })
    yield* page
    after = page.at(-1)?.cursor
    if (page.length < chunk) return
  }
}

function revisionId(assetId: string, revision: number): string {
  return `${assetId}/${revision}`
}

export function assetView(domainId: string, assetId: string, body: AssetBody): GetAssetOutput {
  return {
    domainId,
    id: assetId,
    name: body.name,
    description: body.description,
    typeIdentifier: body.typeIdentifier,
    typeRevision: body.typeRevision,
    externalIdentifier: body.externalIdentifier,
    revision: String(body.revision),
    owningProjectId: body.projectId,
    createdAt: new Date(body.createdAtMs),
    createdBy: body.createdBy,
    firstRevisionCreatedAt: new Date(body.firstRevisionCreatedAtMs),
    firstRevisionCreatedBy: body.firstRevisionCreatedBy,
    formsOutput: formViews(body.forms),
  }
}

/** @param withForms when the request asked for them: they are what is large. */
export function assetItem(domainId: string, { id, body }: Asset, withForms: boolean): AssetItem {
  const { id: identifier, revision, formsOutput, ...view } = assetView(domainId, id, body)
  return { ...view, identifier, additionalAttributes: withForms ? { formsOutput } : undefined }
}
