import type { Accounts } from './accounts.ts'
import type { Foundation } from './house.ts'
import { writeProfile } from './profile.ts'

export interface ReadyServer {
  readonly accountIds: readonly string[]
  readonly firstStart: boolean
}

/** Tells tools, by files in the data folder, and the log that calls are answered here. */
export async function announce(
  { config, log }: Pick<Foundation, 'config' | 'log'>,
  endpoint: string,
  { accountIds, made }: Accounts,
): Promise<ReadyServer> {
  await writeProfile(config.dataFolder, endpoint, config.regions[0] as string, accountIds)
  log.info({ endpoint, node: config.nodeId }, 'ready')
  return { accountIds, firstStart: made }
}
