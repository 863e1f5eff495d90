import type { Trail } from '@aws-sdk/client-cloudtrail'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { cloudTrail } from '../services.ts'
import { here } from './here.ts'

export interface TrailFacts {
  readonly kmsKeyId: string | undefined
  /** The trail of another account: the organization's. */
  readonly ownerAccount: string | null
}

/** Trails whose home is this region. Trails of the organization are shadows here, and are shown only when asked for. */
export const trails: Collector<TrailFacts, Trail> = {
  id: 'cloudtrail.trails',
  service: cloudTrail,
  iam: ['cloudtrail:DescribeTrails'],
  scope: 'regional',
  resourceType: 'AWS::CloudTrail::Trail',
  async *list(api: Api) {
    const { trailList = [] } = await api.call(cloudTrail, 'DescribeTrails', (client) =>
      client.describeTrails({ includeShadowTrails: true }),
    )
    yield trailList.filter(({ HomeRegion }) => HomeRegion === undefined || HomeRegion === api.region)
  },
  identify: ({ TrailARN, Name }) => ({ uid: TrailARN ?? '', name: Name ?? '' }),
  async read(api, { TrailARN = '', Name = '', KmsKeyId }) {
    const owner = TrailARN.split(':')[4] || api.account
    return [
      here(api, {
        uid: TrailARN,
        type: 'AWS::CloudTrail::Trail',
        name: Name,
        facts: { kmsKeyId: KmsKeyId, ownerAccount: owner === api.account ? null : owner },
      }),
    ]
  },
}
