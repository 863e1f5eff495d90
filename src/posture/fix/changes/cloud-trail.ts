import { cloudTrail } from '../../services.ts'
import { type Change, NotPlanned } from '../fix.ts'
import { cloudTrailKey, eventDataStoreKey } from '../key-needs.ts'
import { updateFix } from '../update.ts'

/** The key's policy comes first: UpdateTrail is refused, and nothing breaks, as long as CloudTrail may not use the key. */
export const trailFix: Change = updateFix({
  service: 'cloudtrail',
  operation: 'UpdateTrail',
  reads: ['cloudtrail:DescribeTrails'],
  key: cloudTrailKey,
  async read({ api, resource }) {
    const { trailList } = await api.call(cloudTrail, 'DescribeTrails', (client) =>
      client.describeTrails({ trailNameList: [resource.uid], includeShadowTrails: false }),
    )
    const trail = trailList?.find(({ TrailARN }) => TrailARN === resource.uid)
    if (trail === undefined)
      throw new NotPlanned('GONE', 'It is not there any more, or its home is elsewhere.')
    return { input: { Name: resource.uid, KmsKeyId: trail.KmsKeyId } }
  },
  withKey: (input, KmsKeyId) => ({ ...input, KmsKeyId }),
  // "Disabling CloudTrail log file encryption": an empty id takes the key away.
  undo: (input) => [{ service: 'cloudtrail', operation: 'UpdateTrail', input: { KmsKeyId: '', ...input } }],
  preconditions: ['Who reads the logs needs kms:Decrypt on the key; logs from before stay as they are.'],
  dataEffect: 'future-only',
})

/** Once: "the key can never be changed or removed" (UpdateEventDataStore, CloudTrail API reference). */
export const eventDataStoreFix: Change = updateFix({
  service: 'cloudtrail',
  operation: 'UpdateEventDataStore',
  reads: ['cloudtrail:GetEventDataStore'],
  key: eventDataStoreKey,
  async read({ api, resource }) {
    const { KmsKeyId } = await api.call(cloudTrail, 'GetEventDataStore', (client) =>
      client.getEventDataStore({ EventDataStore: resource.uid }),
    )
    return { input: { EventDataStore: resource.uid, KmsKeyId } }
  },
  withKey: (input, KmsKeyId) => {
    if (input.KmsKeyId !== undefined)
      throw new NotPlanned('ONCE', 'It has a key already, which AWS never changes.')
    return { ...input, KmsKeyId }
  },
  irreversible: true,
  preconditions: [
    'The key of an event data store can never be changed or removed, and without it every event in it is lost.',
  ],
  dataEffect: 'none',
})
