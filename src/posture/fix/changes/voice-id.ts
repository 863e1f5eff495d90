import { voiceId } from '../../services.ts'
import { type Change, NotPlanned } from '../fix.ts'
import { connectFamilyKey } from '../key-needs.ts'
import { updateFix } from '../update.ts'

/** UpdateDomain erases a description that is not sent again, and re-encrypts everything in the background. */
export const voiceIdFix: Change = updateFix({
  service: 'voice-id',
  operation: 'UpdateDomain',
  reads: ['voice-id:DescribeDomain'],
  key: connectFamilyKey('voiceid', 'voiceid'),
  async read({ api, resource }) {
    const DomainId = resource.uid.split('/').at(-1)
    const { Domain } = await api.call(voiceId, 'DescribeDomain', (client) =>
      client.describeDomain({ DomainId }),
    )
    if (Domain === undefined) throw new NotPlanned('GONE', 'It is not there any more.')
    const { Name, Description, ServerSideEncryptionConfiguration, ServerSideEncryptionUpdateDetails } = Domain
    const progress = ServerSideEncryptionUpdateDetails?.UpdateStatus
    return {
      input: { DomainId, Name, Description, ServerSideEncryptionConfiguration },
      state: progress === 'IN_PROGRESS' ? 'pending' : progress === 'FAILED' ? 'failed' : 'settled',
    }
  },
  withKey: (input, KmsKeyId) => ({ ...input, ServerSideEncryptionConfiguration: { KmsKeyId } }),
  preconditions: ['Keep the old key enabled until the re-encryption has completed, or voiceprints are lost.'],
  dataEffect: 're-encrypt',
})
