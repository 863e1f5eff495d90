import { indexedAccount } from '../collectors/account-resource.ts'
import { type KmsAliasFacts, kmsAliases } from '../collectors/kms-aliases.ts'
import { type KmsKeyFacts, kmsKeys } from '../collectors/kms-keys.ts'
import { requiredKeyPlaybook } from '../fix/playbooks/keys.ts'
import type { Resource } from '../resource.ts'
import type { IndexRule, Verdict } from '../rule.ts'
import type { ScanIndex } from '../scan-index.ts'
import { notListed } from './judge-each.ts'
import { unclearManager, unread } from './kms-key-verdict.ts'

export const kmsRequiredKeysExist: IndexRule = {
  kind: 'index',
  id: 'kms-required-keys-exist',
  version: 1,
  title: 'The named keys your policy demands exist and are customer-managed',
  why: 'Where a policy gives each tier or team its key, a missing one means that its data is under another.',
  service: 'kms',
  severity: 'LOW',
  mode: 'IN-PLACE',
  bundles: ['C-LIFE'],
  counterparts: ['Conformity "specific keys"', 'CloudSploit kmsAppTierCmk'],
  resourceType: 'AWS::KMS::Alias',
  remediation: {
    summary:
      'CreateKey with rotation on, then CreateAlias with the demanded name. An alias ARN as parameter demands it in its account and region only, a name alone everywhere.',
    url: 'https://docs.aws.amazon.com/kms/latest/developerguide/alias-create.html',
  },
  collectors: [kmsAliases, kmsKeys],
  judge(index, parameters) {
    const demanded = parameters.requiredAliases.filter((alias) => isMeantHere(alias, index)).map(nameOf)
    const account = indexedAccount(index, parameters.scannedAt)
    if (demanded.length === 0) return [{ resource: account, verdict: nothingDemanded }]
    const aliases = index.resourcesOf(kmsAliases)
    const keys = index.resourcesOf(kmsKeys)
    if (aliases === null || keys === null) return [{ resource: account, verdict: notListed }]
    return demanded.map((alias) => {
      const found = aliases.find(({ name }) => name === alias)
      const key = keys.find(({ name }) => name === found?.facts.targetKeyId)
      const uid = `arn:${index.partition}:kms:${index.region}:${index.account}:${alias}`
      return {
        resource: found ?? { ...account, uid, type: 'AWS::KMS::Alias', name: alias },
        verdict: judgeAlias(alias, found, key),
      }
    })
  },
  fix: requiredKeyPlaybook,
}

const nothingDemanded: Verdict = {
  status: 'NOT_APPLICABLE',
  reasonCode: 'NO_REQUIRED_ALIASES',
  reasonText: 'The configuration demands no alias here.',
}

function judgeAlias(
  alias: string,
  found: Resource<KmsAliasFacts> | undefined,
  target: Resource<KmsKeyFacts> | undefined,
): Verdict {
  if (found === undefined || found.facts.targetKeyId === null)
    return fail(
      'ALIAS_NOT_FOUND',
      `There is no alias ${alias}${found === undefined ? '' : ' that stands for a key'}.`,
    )
  // Keys that AWS manages are not among those that were read.
  if (target === undefined) return fail('KEY_AWS_MANAGED', `${alias} stands for no key of the customer's.`)
  const { key, failed } = target.facts
  if (key === null) return unread(failed, target.uid)
  const unclear = unclearManager(key)
  if (unclear !== undefined) return unclear
  return key.state === 'Enabled'
    ? {
        status: 'PASS',
        reasonCode: 'KEY_CUSTOMER_MANAGED',
        reasonText: `${alias} stands for the key ${key.id}.`,
      }
    : fail(`KEY_NOT_USABLE:${key.state}`, `${alias} stands for the key ${key.id}, which is ${key.state}.`)
}

function fail(reasonCode: string, reasonText: string): Verdict {
  return { status: 'FAIL', reasonCode, reasonText }
}

function isMeantHere(alias: string, { account, region }: ScanIndex): boolean {
  const [arn, , , aliasRegion, aliasAccount] = alias.split(':')
  return arn !== 'arn' || (aliasRegion === region && aliasAccount === account)
}

/** `alias/name`, from that, the name alone or an ARN. */
function nameOf(alias: string): string {
  const name = alias.startsWith('arn:') ? alias.split(':').slice(5).join(':') : alias
  return name.startsWith('alias/') ? name : `alias/${name}`
}
