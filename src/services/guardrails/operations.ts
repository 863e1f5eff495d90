import type { Bedrock } from '@aws-sdk/client-bedrock'
import type { OperationTable } from '../../call/operation.ts'
import { missingOperations } from './missing-operations.ts'
import { createGuardrail } from './operations/create-guardrail.ts'
import { createGuardrailVersion } from './operations/create-guardrail-version.ts'
import { deleteGuardrail } from './operations/delete-guardrail.ts'
import { getGuardrail } from './operations/get-guardrail.ts'
import { listGuardrails } from './operations/list-guardrails.ts'
import { listTagsForResource } from './operations/list-tags-for-resource.ts'
import { tagResource } from './operations/tag-resource.ts'
import { untagResource } from './operations/untag-resource.ts'
import { updateGuardrail } from './operations/update-guardrail.ts'
import type { GuardrailsRoom } from './room.ts'

/** Of the API `bedrock`: the control plane. */
export const bedrockOperations = {
  CreateGuardrail: createGuardrail,
  CreateGuardrailVersion: createGuardrailVersion,
  DeleteGuardrail: deleteGuardrail,
  GetGuardrail: getGuardrail,
  ListGuardrails: listGuardrails,
  ListTagsForResource: listTagsForResource,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateGuardrail: updateGuardrail,
  ...missingOperations,
} satisfies OperationTable<GuardrailsRoom, Bedrock>
