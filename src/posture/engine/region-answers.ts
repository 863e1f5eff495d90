import { lookup } from 'node:dns/promises'

/**
 * A name that cannot be resolved means that the service is not in the region, but only while names of the region resolve at
 * all: KMS is in every region. Otherwise the resolver is broken, and nothing is known.
 *
 * @param error of a call: its host is looked at
 */
export async function regionResolves(
  error: unknown,
  region: string,
  resolve: (host: string) => Promise<unknown> = lookup,
): Promise<boolean> {
  const host = hostOf(error)
  const at = host?.indexOf(`.${region}.`) ?? -1
  if (host === null || at < 0) return true
  try {
    await resolve(`kms${host.slice(at)}`)
    return true
  } catch {
    return false
  }
}

function hostOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('hostname' in error)) return null
  return typeof error.hostname === 'string' ? error.hostname : null
}
