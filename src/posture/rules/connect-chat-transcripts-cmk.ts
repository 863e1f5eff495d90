import { connectStorageRule } from './connect-storage-rule.ts'

export const connectChatTranscriptsCmk = connectStorageRule({
  id: 'connect-chat-transcripts-cmk',
  title: 'Chat transcripts use a customer-managed key',
  why: 'Transcripts hold what customers wrote in confidence.',
  severity: 'HIGH',
  bundles: ['C-REST', 'C-PII'],
  counterparts: ['CloudSploit instanceTranscriptsEncrypted'],
  storageType: 'CHAT_TRANSCRIPTS',
})
