import type { GuardrailStatus } from '@aws-sdk/client-bedrock'
import { oneOf } from '../../resources/one-of.ts'

export const statusOf = oneOf<GuardrailStatus>([
  'CREATING',
  'UPDATING',
  'VERSIONING',
  'READY',
  'FAILED',
  'DELETING',
])
