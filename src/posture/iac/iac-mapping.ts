/**
 * Where templates say what the rule's deciding field says: so one rule serves live accounts and templates. Of a rule's
 * mappings of one type, the first one decides whose `where` holds.
 */

import type { AbsentMeans } from '../keys/key-facts.ts'
import type { Verdict } from '../rule.ts'

export interface IacMapping {
  readonly format: 'cloudformation' | 'terraform'
  /** `AWS::Bedrock::Guardrail`, `aws_bedrock_guardrail`. */
  readonly type: string
  /** Dotted, `[]` for every element: `ServerSideEncryptionConfiguration.KmsKeyArn`. */
  readonly path: string
  readonly absent: AbsentMeans
  readonly absentAlias?: string
  /** `SSE_S3` where the default is SSE-S3 rather than a key of the service's. */
  readonly absentReason?: string
  /** Whatever key it names is not used: encryption is off, or of a kind without one. */
  readonly keyless?: true
  /** Resources of another type say it for this one, and then nothing is said here. `path`: where they name it. */
  readonly unless?: { readonly type: string; readonly path: string }
  /** Adding the key to a deployed resource makes it anew. */
  readonly replaces: boolean
  /** Only resources whose property has one of these values: a Connect storage config of one ResourceType. */
  readonly where?: { readonly path: string; readonly values: readonly string[] }
  /** Nothing to say where the property is not set: the resource has its parent's key, or another rule's finding. */
  readonly onlyIfPresent?: boolean
  /**
   * Where the property names no key: what it says. `absent` means nothing then. Values that are known only after apply are
   * not asked about. Null: nothing to say of this resource.
   * @param value undefined: it is not set
   * @param properties of the same resource, as far as they are known
   */
  readonly judge?: (
    value: unknown,
    properties: Readonly<Record<string, unknown>>,
  ) => Pick<Verdict, 'status' | 'reasonCode' | 'reasonText'> | null
}
