/** `keyhold env`: what the stock AWS tools need to find the server, from the files that its start wrote. */

import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export function printEnvironment(options: { readonly data: string; readonly json: boolean }): void {
  const data = resolve(options.data)
  const [credentials, config, endpoint] = ['credentials', 'config', 'endpoint'].map((name) =>
    join(data, name),
  ) as [string, string, string]
  if (![credentials, config, endpoint].every((file) => existsSync(file))) {
    console.error(`No server has been started on ${data}. Start one with: npm start (or give --data FOLDER)`)
    process.exitCode = 1
    return
  }
  const region = /^region = (.+)$/m.exec(readFileSync(config, 'utf8'))?.[1] ?? ''
  const environment = {
    AWS_ENDPOINT_URL: readFileSync(endpoint, 'utf8').trim(),
    AWS_SHARED_CREDENTIALS_FILE: credentials,
    AWS_CONFIG_FILE: config,
    AWS_PROFILE: 'keyhold',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
  }
  if (options.json) {
    console.log(JSON.stringify(environment, null, 2))
    return
  }
  // Keys set in the shell would win over the profile.
  console.log('unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN')
  for (const [name, value] of Object.entries(environment)) console.log(`export ${name}=${quote(value)}`)
}

/** Quoted for a POSIX shell: nothing in it is expanded. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
