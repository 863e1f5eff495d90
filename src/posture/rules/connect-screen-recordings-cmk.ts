import { connectStorageRule } from './connect-storage-rule.ts'

export const connectScreenRecordingsCmk = connectStorageRule({
  id: 'connect-screen-recordings-cmk',
  title: 'Screen recordings use a customer-managed key',
  why: 'A screen recording shows all that an agent saw of all customers.',
  severity: 'HIGH',
  bundles: ['C-REST', 'C-PII'],
  counterparts: [],
  storageType: 'SCREEN_RECORDINGS',
})
