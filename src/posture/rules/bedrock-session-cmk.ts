import { sessions } from '../collectors/sessions.ts'
import { keyRule } from './key-rule.ts'

export const bedrockSessionCmk = keyRule({
  id: 'bedrock-session-cmk',
  version: 1,
  title: 'Runtime sessions use a customer-managed key',
  why: 'A session keeps the conversation and its state between calls.',
  service: 'bedrock',
  severity: 'MEDIUM',
  mode: 'NEW-JOB',
  bundles: ['C-REST', 'C-AI'],
  counterparts: [],
  resourceType: 'AWS::Bedrock::Session',
  remediation: {
    summary: "A session keeps its key for life: name encryptionKeyArn in the application's CreateSession.",
    url: 'https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent-runtime_CreateSession.html',
  },
  collector: sessions,
  key: ({ encryptionKeyArn }) => ({
    ref: encryptionKeyArn,
    absent: 'AWS_OWNED',
    api: 'bedrock:GetSession',
    path: 'encryptionKeyArn',
  }),
  before({ sessionsMax }) {
    if (sessionsMax === null) return undefined
    return {
      status: 'MANUAL',
      reasonCode: 'SESSIONS_MAX_REACHED',
      reasonText: `There are more than ${sessionsMax} active sessions; the others were not read.`,
    }
  },
  fix: null,
})
