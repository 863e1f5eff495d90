import { connectStorageRule } from './connect-storage-rule.ts'

export const connectEmailMessagesCmk = connectStorageRule({
  id: 'connect-email-messages-cmk',
  title: 'E-mail messages use a customer-managed key',
  why: 'Messages hold what customers wrote and what they were answered.',
  severity: 'HIGH',
  bundles: ['C-REST', 'C-PII'],
  counterparts: [],
  storageType: 'EMAIL_MESSAGES',
})
