import type { CreateAssetInput, CreateAssetOutput } from '@aws-sdk/client-datazone'
import type { Call } from '../../../call/call.ts'
import { RecordExistsError, type RecordWrite } from '../../../envelope/envelope.ts'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import { requestFingerprint } from '../../../resources/request-fingerprint.ts'
import { readForms } from '../asset-forms.ts'
import { getAssetType, typeRevision } from '../asset-types.ts'
import { assetView, findRevision, newRevision } from '../assets.ts'
import type { AssetBody } from '../bodies.ts'
import { createdBy } from '../caller.ts'
import { enterAvailableDomain, type OpenDomain } from '../domain.ts'
import { quotaExceeded } from '../errors.ts'
import { once } from '../idempotency.ts'
import { newId } from '../ids.ts'
import { getActiveProject, requireActiveWithin } from '../projects.ts'
import { requireRecordSize } from '../record-size.ts'
import type { DataZoneOperation, DataZoneRoom } from '../room.ts'
import { requireNoGlossaryTerms } from '../unavailable-features.ts'

export const createAsset: DataZoneOperation<CreateAssetInput, CreateAssetOutput> = {
  readOnly: false,
  recordRequest: shown(
    ['domainIdentifier', 'owningProjectIdentifier', 'typeRevision'],
    ['name', 'description', 'externalIdentifier', 'formsInput', 'typeIdentifier'],
  ),
  recordResponse: shown(['domainId', 'id', 'revision', 'owningProjectId']),
  async handle(room, call, input) {
    const domainId = given(input.domainIdentifier, 'domainIdentifier')
    const domain = await enterAvailableDomain(room, call, domainId)
    const projectId = given(input.owningProjectIdentifier, 'owningProjectIdentifier')
    await getActiveProject(domain, projectId)
    const body = newAsset(room, call, domainId, input)
    const { clientToken, ...content } = input
    const request = {
      clientToken,
      parent: domainId,
      fingerprint: requestFingerprint(domain.secret, content),
      proposed: { assetId: newId() },
    }
    return once(room, call, request, async ({ assetId }) => {
      const first = await findRevision(domain, assetId, 1)
      if (first !== null) return assetView(domainId, assetId, first.body)
      await requireQuota(room, domain, projectId)
      await make(room, domain, assetId, body)
      return assetView(domainId, assetId, body)
    })
  },
}

function newAsset(room: DataZoneRoom, call: Call, domainId: string, input: CreateAssetInput): AssetBody {
  requireNoGlossaryTerms(input.glossaryTerms)
  const type = getAssetType(domainId, given(input.typeIdentifier, 'typeIdentifier'), input.typeRevision)
  const by = createdBy(call)
  const at = room.now()
  const body: AssetBody = {
    revision: 1,
    name: given(input.name, 'name'),
    description: input.description,
    externalIdentifier: input.externalIdentifier,
    typeIdentifier: type.name,
    typeRevision,
    forms: readForms(type, input.formsInput ?? []),
    projectId: given(input.owningProjectIdentifier, 'owningProjectIdentifier'),
    createdBy: by,
    createdAtMs: at,
    firstRevisionCreatedBy: by,
    firstRevisionCreatedAtMs: at,
  }
  requireRecordSize(room, body)
  return body
}

async function requireQuota(room: DataZoneRoom, { scope }: OpenDomain, projectId: string): Promise<void> {
  const { assetsPerProjectMax } = room.settings
  if ((await scope.records.count('asset', { parent: projectId })) >= assetsPerProjectMax) {
    throw quotaExceeded(`${assetsPerProjectMax} assets a project`)
  }
}

/** The asset and its first revision, both or none. */
async function make(room: DataZoneRoom, domain: OpenDomain, assetId: string, body: AssetBody): Promise<void> {
  const { projectId } = body
  const createdAt = room.now()
  const writes: RecordWrite<AssetBody>[] = [
    { create: { kind: 'asset', id: assetId, parent: projectId, status: 'ACTIVE', body, createdAt } },
    { create: newRevision(assetId, body, createdAt) },
  ]
  try {
    await domain.scope.records.save(writes, {
      whole: true,
      also: (tx) => requireActiveWithin(room, tx, domain, projectId),
    })
  } catch (error) {
    // The same request ran twice at once: the other one was first.
    if (!(error instanceof RecordExistsError)) throw error
  }
}
