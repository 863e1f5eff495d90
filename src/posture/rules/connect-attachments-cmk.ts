import { connectStorageRule } from './connect-storage-rule.ts'

export const connectAttachmentsCmk = connectStorageRule({
  id: 'connect-attachments-cmk',
  title: 'Chat and case attachments use a customer-managed key',
  why: 'Attachments are passports, bills and reports.',
  severity: 'HIGH',
  bundles: ['C-REST', 'C-PII'],
  counterparts: ['CloudSploit instanceAttachmentsEncrypted'],
  storageType: 'ATTACHMENTS',
})
