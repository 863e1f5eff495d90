/** Records call one thing by many names: its ARN, the ARN's last part, a path, a URL. */

import type { TrailEvent } from './trail-event.ts'

/** Whether the event names the resource. Too often rather than not: it costs one more read. */
export function isNamed(uid: string, { names }: Pick<TrailEvent, 'names'>): boolean {
  if (names.has(uid)) return true
  const parts = partsOf(uid)
  for (const name of names) if (parts.has(name) || parts.has(lastPart(name))) return true
  return false
}

/** What may stand for an ARN in a request: `g1` and `prod/db` of `…:guardrail/g1` and `…:secret:prod/db`. */
function partsOf(uid: string): ReadonlySet<string> {
  const whole = uid.startsWith('arn:') ? uid.split(':').slice(5).join(':') : uid
  const cut = /[:/]/.exec(whole)?.index
  // The first part of several says what kind of thing it is.
  const segments = whole.split(/[:/]/)
  const own = segments.length > 1 ? segments.slice(1) : segments
  const parts = new Set(own.filter((part) => part.length > 2))
  parts.add(cut === undefined ? whole : whole.slice(cut + 1))
  return parts
}

/** Of ARNs and URLs only: a name may hold slashes of its own. */
function lastPart(name: string): string {
  if (!name.startsWith('arn:') && !name.startsWith('http')) return name
  return name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf(':')) + 1)
}

export interface NamedKeys {
  /** Key ids, in every account and region: they are unique, and a multi-Region key's replicas share one. */
  readonly keyIds: ReadonlySet<string>
  /** `alias/app`. */
  readonly aliases: ReadonlySet<string>
}

const keyId = /^(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

export function keysNamedBy({ names }: Pick<TrailEvent, 'names'>): NamedKeys {
  const [keyIds, aliases] = [new Set<string>(), new Set<string>()]
  for (const name of names) {
    const resource = name.startsWith('arn:') ? name.split(':').slice(5).join(':') : name
    if (resource.startsWith('alias/')) aliases.add(resource)
    const id = resource.startsWith('key/') ? resource.slice('key/'.length) : resource
    if (keyId.test(id)) keyIds.add(id)
  }
  return { keyIds, aliases }
}

export function isKeyNamed(ref: string | null, { keyIds, aliases }: NamedKeys): boolean {
  if (ref === null) return false
  const resource = ref.startsWith('arn:') ? ref.split(':').slice(5).join(':') : ref
  return aliases.has(resource) || keyIds.has(resource.slice(resource.lastIndexOf('/') + 1))
}
