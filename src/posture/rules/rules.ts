/** All rules, in the order in which they are listed. */

import type { Rule } from '../rule.ts'
import { bedrockRules } from './bedrock-rules.ts'
import { dataRules } from './data-rules.ts'
import { kmsRules } from './kms-rules.ts'

export const rules: readonly Rule[] = [...kmsRules, ...bedrockRules, ...dataRules]
