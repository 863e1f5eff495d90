import { connectStorageRule } from './connect-storage-rule.ts'

export const connectContactEvaluationsCmk = connectStorageRule({
  id: 'connect-contact-evaluations-cmk',
  title: 'Contact evaluations use a customer-managed key',
  why: 'Evaluations judge employees.',
  severity: 'MEDIUM',
  bundles: ['C-REST'],
  counterparts: [],
  storageType: 'CONTACT_EVALUATIONS',
})
