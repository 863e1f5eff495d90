import { connectStorageRule } from './connect-storage-rule.ts'

export const connectCallRecordingsCmk = connectStorageRule({
  id: 'connect-call-recordings-cmk',
  title: 'Call recordings use a customer-managed key',
  why: 'Recordings of calls hold voices, card numbers and illnesses.',
  severity: 'HIGH',
  bundles: ['C-REST', 'C-PII'],
  counterparts: ['CloudSploit instanceCallRecordingEncrypted'],
  storageType: 'CALL_RECORDINGS',
})
