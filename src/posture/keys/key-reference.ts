/**
 * What resources write where they name a key. AWS's page "Key identifiers (KeyId)"; services add words of their own for
 * their default key.
 */

export interface KeyHome {
  readonly partition: string
  readonly region: string
  /** 12 digits. */
  readonly account: string
}

export type ParsedReference =
  | { readonly kind: 'absent' }
  /** A word that stands for the service's own key. */
  | { readonly kind: 'service-key' }
  | { readonly kind: 'key'; readonly arn: string; readonly home: KeyHome; readonly keyId: string }
  | { readonly kind: 'alias'; readonly arn: string; readonly home: KeyHome; readonly alias: string }
  /** `alias/aws/<service>`: the name alone is the answer. Asking KMS about it could create it. */
  | { readonly kind: 'aws-alias'; readonly alias: string }
  | { readonly kind: 'unparsable' }

const keyId = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32}'
const keyIdPattern = new RegExp(`^(?:${keyId})$`, 'i')
const arnPattern = /^arn:(aws[a-z-]*):kms:([a-z0-9-]+):([0-9]{12}):(key|alias)\/(.+)$/
const aliasPattern = /^alias\/[a-zA-Z0-9/_-]{1,250}$/
// OpenSearch Serverless answers `auto`; AgentCore's token vault says its key's type.
const serviceKeys = new Set(['auto', 'ServiceManagedKey', 'AWS_OWNED_KMS_KEY', 'AWS_OWNED_KEY'])

/** Never throws, whatever the reference holds. */
export function parseKeyReference(ref: string | null | undefined, home: KeyHome): ParsedReference {
  if (ref === undefined || ref === null || ref === '') return { kind: 'absent' }
  if (serviceKeys.has(ref)) return { kind: 'service-key' }
  if (keyIdPattern.test(ref)) return keyOf(ref, home)
  if (aliasPattern.test(ref)) return aliasOf(ref, home)
  const arn = arnPattern.exec(ref)
  if (arn === null) return { kind: 'unparsable' }
  const [, partition = '', region = '', account = '', type, id = ''] = arn
  const place = { partition, region, account }
  if (type === 'key') return keyIdPattern.test(id) ? keyOf(id, place) : { kind: 'unparsable' }
  return aliasPattern.test(`alias/${id}`) ? aliasOf(`alias/${id}`, place) : { kind: 'unparsable' }
}

export function isMultiRegion(keyId: string): boolean {
  return keyId.startsWith('mrk-')
}

/** Account, region and id are the key; the text of two ARNs is not compared. */
export function sameKey(left: string | null, right: string | null): boolean {
  const [a, b] = [left, right].map((arn) => arnPattern.exec(arn ?? ''))
  if (!a || !b) return false
  return [2, 3, 4].every((part) => a[part] === b[part]) && a[5]?.toLowerCase() === b[5]?.toLowerCase()
}

export function isAwsAlias(name: string): boolean {
  return /(?:^|:)alias\/aws\//.test(name)
}

function keyOf(id: string, home: KeyHome): ParsedReference {
  const lower = id.toLowerCase()
  return { kind: 'key', keyId: lower, home, arn: `${arnPrefix(home)}:key/${lower}` }
}

function aliasOf(alias: string, home: KeyHome): ParsedReference {
  if (isAwsAlias(alias)) return { kind: 'aws-alias', alias }
  return { kind: 'alias', alias, home, arn: `${arnPrefix(home)}:${alias}` }
}

function arnPrefix({ partition, region, account }: KeyHome): string {
  return `arn:${partition}:kms:${region}:${account}`
}
