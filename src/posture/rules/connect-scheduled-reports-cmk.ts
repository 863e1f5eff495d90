import { connectStorageRule } from './connect-storage-rule.ts'

export const connectScheduledReportsCmk = connectStorageRule({
  id: 'connect-scheduled-reports-cmk',
  title: 'Exported reports use a customer-managed key',
  why: 'Reports tell who worked when and with whom.',
  severity: 'MEDIUM',
  bundles: ['C-REST'],
  counterparts: ['CloudSploit instanceReportsEncrypted'],
  storageType: 'SCHEDULED_REPORTS',
})
