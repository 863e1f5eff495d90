/**
 * Where each service is. The same settings as the SDK reads ("Service-specific endpoints" of the AWS SDKs and Tools Reference
 * Guide), read here so that older clients follow them too, and so that it is known whether they lead to AWS.
 */

import { CONFIG_PREFIX_SEPARATOR, getProfileName, loadSharedConfigFiles } from '@smithy/core/config'
import type { AwsService } from '../api.ts'

export interface Endpoints {
  /** Null: AWS's own. */
  of(service: Pick<AwsService<unknown>, 'id' | 'environmentId'>): string | null
  /** Where everything goes that is not set apart, to be shown: without a name and password. Null: AWS. */
  readonly common: string | null
}

export interface EndpointOptions {
  /** `--endpoint-url`: for all services. */
  readonly url: string | null
  /** Service id to URL, from a configuration file. */
  readonly byService: Readonly<Record<string, string>>
  readonly profile: string | null
  readonly environment: Readonly<Record<string, string | undefined>>
}

type Section = Readonly<Record<string, string | undefined>>

export async function loadEndpoints({
  url,
  byService,
  profile,
  environment,
}: EndpointOptions): Promise<Endpoints> {
  const ignores = environment.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === 'true'
  const { own, services } = ignores ? { own: {}, services: {} } : await readProfile(profile)
  const fromEnvironment = (name: string) => (ignores ? undefined : environment[name])
  const common = url ?? fromEnvironment('AWS_ENDPOINT_URL') ?? own.endpoint_url ?? null
  return {
    common: common === null ? null : withoutSecrets(common),
    of({ id, environmentId }) {
      const set =
        byService[id] ??
        url ??
        fromEnvironment(`AWS_ENDPOINT_URL_${environmentId}`) ??
        fromEnvironment('AWS_ENDPOINT_URL') ??
        services[[environmentId.toLowerCase(), 'endpoint_url'].join(CONFIG_PREFIX_SEPARATOR)]
      return set ?? common
    },
  }
}

/** They would stand in the journal and in every finding. */
function withoutSecrets(url: string): string {
  if (!URL.canParse(url)) return url
  const { username, password, search } = new URL(url)
  if (username === '' && password === '' && search === '') return url
  const shown = new URL(url)
  shown.username = shown.password = shown.search = ''
  return shown.href
}

async function readProfile(
  profile: string | null,
): Promise<{ readonly own: Section; readonly services: Section }> {
  const { configFile } = await loadSharedConfigFiles()
  const own = configFile[getProfileName(profile === null ? {} : { profile })] ?? {}
  const services = own.services === undefined ? undefined : configFile[['services', own.services].join('.')]
  return { own, services: services ?? {} }
}
