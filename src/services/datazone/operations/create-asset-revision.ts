import type { CreateAssetRevisionInput, CreateAssetRevisionOutput } from '@aws-sdk/client-datazone'
import type { Call } from '../../../call/call.ts'
import { RecordConflictError, RecordExistsError, type RecordWrite } from '../../../envelope/envelope.ts'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import { requestFingerprint } from '../../../resources/request-fingerprint.ts'
import { readForms } from '../asset-forms.ts'
import { getAssetType } from '../asset-types.ts'
import { type Asset, assetView, eachRevision, getAsset, newRevision } from '../assets.ts'
import type { AssetBody } from '../bodies.ts'
import { createdBy } from '../caller.ts'
import { enterAvailableDomain, type OpenDomain } from '../domain.ts'
import { changedMeanwhile, tooMany } from '../errors.ts'
import { once } from '../idempotency.ts'
import { newId } from '../ids.ts'
import { requireActiveWithin } from '../projects.ts'
import { requireRecordSize } from '../record-size.ts'
import type { DataZoneOperation, DataZoneRoom } from '../room.ts'
import { requireNoGlossaryTerms } from '../unavailable-features.ts'

const attemptsMax = 10

/** Description and forms that are not given are those of the revision before. */
export const createAssetRevision: DataZoneOperation<CreateAssetRevisionInput, CreateAssetRevisionOutput> = {
  readOnly: false,
  recordRequest: shown(
    ['domainIdentifier', 'identifier', 'typeRevision'],
    ['name', 'description', 'formsInput'],
  ),
  recordResponse: shown(['domainId', 'id', 'revision', 'owningProjectId']),
  async handle(room, call, input) {
    const domainId = given(input.domainIdentifier, 'domainIdentifier')
    const assetId = given(input.identifier, 'identifier')
    const domain = await enterAvailableDomain(room, call, domainId)
    await getAsset(domain, assetId)
    requireNoGlossaryTerms(input.glossaryTerms)
    const { clientToken, ...content } = input
    const proposed = { requestMark: newId() }
    const request = {
      clientToken,
      parent: `${domainId}/${assetId}`,
      fingerprint: requestFingerprint(domain.secret, content),
      proposed,
    }
    return once(room, call, request, async ({ requestMark }) => {
      const isRepetition = requestMark !== proposed.requestMark
      for (let attempt = 0; attempt < attemptsMax; attempt++) {
        // The asset before its revisions: what another request adds in between makes the save fail.
        const asset = await getAsset(domain, assetId)
        const mayBeMade = isRepetition || attempt > 0
        const made = mayBeMade ? await findMarked(domain, assetId, requestMark) : null
        if (made !== null) return assetView(domainId, assetId, made)
        const body = nextRevision(room, call, asset, input, requestMark)
        if (await save(room, domain, asset, body)) return assetView(domainId, assetId, body)
      }
      throw changedMeanwhile('asset')
    })
  },
}

function nextRevision(
  room: DataZoneRoom,
  call: Call,
  { body: before }: Asset,
  input: CreateAssetRevisionInput,
  requestMark: string,
): AssetBody {
  const { revisionsPerAssetMax } = room.settings
  if (before.revision >= revisionsPerAssetMax) throw tooMany(`${revisionsPerAssetMax} revisions an asset`)
  const type = getAssetType(
    given(input.domainIdentifier, 'domainIdentifier'),
    before.typeIdentifier,
    input.typeRevision,
  )
  const body: AssetBody = {
    ...before,
    revision: before.revision + 1,
    name: given(input.name, 'name'),
    description: input.description ?? before.description,
    forms: input.formsInput === undefined ? before.forms : readForms(type, input.formsInput),
    createdBy: createdBy(call),
    createdAtMs: room.now(),
    requestMark,
  }
  requireRecordSize(room, body)
  return body
}

/** What an earlier request with the same client token made. */
async function findMarked(domain: OpenDomain, assetId: string, mark: string): Promise<AssetBody | null> {
  for await (const { body } of eachRevision(domain, assetId)) if (body.requestMark === mark) return body
  return null
}

/** The revision and the asset's copy of it, both or, when another revision came first, none: false. */
async function save(room: DataZoneRoom, domain: OpenDomain, asset: Asset, body: AssetBody): Promise<boolean> {
  const writes: RecordWrite<AssetBody>[] = [
    { update: asset, change: { body } },
    { create: newRevision(asset.id, body, room.now()) },
  ]
  try {
    await domain.scope.records.save(writes, {
      whole: true,
      also: (tx) => requireActiveWithin(room, tx, domain, body.projectId),
    })
    return true
  } catch (error) {
    if (error instanceof RecordConflictError || error instanceof RecordExistsError) return false
    throw error
  }
}
