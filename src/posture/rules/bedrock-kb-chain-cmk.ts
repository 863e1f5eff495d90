import type { ChainPart } from '../collectors/chain-parts.ts'
import { type KnowledgeBaseChainFacts, knowledgeBaseChains } from '../collectors/knowledge-base-chain.ts'
import { judgeKey } from '../keys/judge-key.ts'
import type { KeyReference } from '../keys/key-facts.ts'
import type { Resource } from '../resource.ts'
import type { ResourceRule, Verdict } from '../rule.ts'

interface JudgedPart extends ChainPart {
  readonly verdict: Verdict
}

export const bedrockKbChainCmk: ResourceRule<KnowledgeBaseChainFacts> = {
  kind: 'resource',
  id: 'bedrock-kb-chain-cmk',
  version: 1,
  title: 'Everything a knowledge base reads or writes is under customer-managed keys',
  why: 'A knowledge base is as safe as the weakest of the places its documents pass through: buckets, secrets, stores of vectors.',
  service: 'bedrock',
  severity: 'MEDIUM',
  mode: 'MIXED',
  bundles: ['C-REST', 'C-AI'],
  counterparts: ['aws-samples RAG-02 (part)'],
  resourceType: 'AWS::Bedrock::KnowledgeBase',
  remediation: {
    summary:
      'Put each named part under a customer-managed key: PutBucketEncryption, UpdateSecret, a new collection, domain or vector bucket. The role needs kms:Decrypt with kms:ViaService for s3 and secretsmanager.',
    url: 'https://docs.aws.amazon.com/bedrock/latest/userguide/encryption-kb.html',
  },
  collector: knowledgeBaseChains,
  keyReferences: ({ facts }) => referencesOf(facts),
  judge(resource, keys, parameters) {
    const { parts } = resource.facts
    if (parts.length === 0) return [notApplicable]
    const readable = parts.filter((part) => part.key !== null)
    const judged = parts.map((part): JudgedPart => {
      const key = keys[readable.indexOf(part)]
      if (part.key === null || key === undefined) return { ...part, verdict: unread(part) }
      return { ...part, verdict: judgeKey(placeOf(resource, part.key), part.key, key, parameters) }
    })
    return [summed(judged)]
  },
  fix: null,
}

const notApplicable: Verdict = {
  status: 'NOT_APPLICABLE',
  reasonCode: 'NO_PARTS',
  reasonText: 'The knowledge base names no store, bucket or secret.',
}

function referencesOf({ parts }: KnowledgeBaseChainFacts): readonly KeyReference[] {
  return parts.flatMap(({ key }) => (key === null ? [] : [key]))
}

/** A part in another region must have its key there. */
function placeOf<Facts>(resource: Resource<Facts>, { region }: KeyReference): Resource<Facts> {
  return region === undefined ? resource : { ...resource, region }
}

function unread({ kind }: ChainPart): Verdict {
  return kind === 'outside'
    ? { status: 'MANUAL', reasonCode: 'PART_OUTSIDE_AWS', reasonText: 'It is outside AWS.' }
    : { status: 'MANUAL', reasonCode: 'PART_NOT_READ', reasonText: 'The scanner does not read its service.' }
}

/** The weakest part decides. */
function summed(parts: readonly JudgedPart[]): Verdict {
  const named = (status: string) => parts.filter(({ verdict }) => verdict.status === status)
  const [failed, manual] = [named('FAIL'), named('MANUAL')]
  const evidence = parts.flatMap(({ verdict }) => verdict.evidence ?? [])
  const [first] = failed
  if (first !== undefined)
    return {
      status: 'FAIL',
      reasonCode: 'CHAIN_PART_WEAK',
      reasonText: `Not under a customer-managed key: ${listOf(failed)}.`,
      evidence,
      ...(first.verdict.key !== undefined && { key: first.verdict.key }),
    }
  if (manual.length > 0)
    return {
      status: 'MANUAL',
      reasonCode: manual[0]?.verdict.reasonCode ?? 'PART_NOT_READ',
      reasonText: `Must be looked at by a person: ${listOf(manual)}. All other parts are under customer-managed keys.`,
      evidence,
    }
  return {
    status: 'PASS',
    reasonCode: 'CHAIN_CUSTOMER_MANAGED',
    reasonText: `All ${parts.length} parts are under customer-managed keys.`,
    evidence,
  }
}

function listOf(parts: readonly JudgedPart[]): string {
  return parts.map(({ kind, uid, verdict }) => `${words[kind]} ${uid} (${verdict.reasonCode})`).join(', ')
}

const words: Readonly<Record<ChainPart['kind'], string>> = {
  bucket: 'bucket',
  secret: 'secret',
  collection: 'collection',
  'search-domain': 'OpenSearch domain',
  'vector-bucket': 'vector bucket',
  index: 'Kendra index',
  unread: 'store',
  outside: 'store',
}
