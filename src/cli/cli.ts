/** The commands and what they take. Each command is a file of its own, loaded only when it is asked for. */

import { Command, Option } from 'commander'
import { addFixCommand } from './fix/fix-command.ts'
import { addReportCommand } from './report/report-command.ts'
import type { RotateOptions } from './rootkey-rotate.ts'
import { addScanCommand } from './scan/scan-command.ts'
import type { UnsealOptions } from './unseal.ts'
import { version } from './version.ts'
import type { RecreateOptions } from './workspace-recreate.ts'

/** @param argv as `process.argv`. Sets the exit code. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  const program = new Command('keyhold')
    .description('Keeps AI and customer data encrypted under a key that the customer holds.')
    .version(version, '-v, --version')
    .showHelpAfterError('(keyhold --help shows what there is)')

  program
    .command('serve')
    .description('start the server; settings are environment variables, listed below')
    .option('--workers <number>', 'processes that answer calls, or auto for one a core (KEYHOLD_WORKERS)')
    .addHelpText('after', () => `\n${settingsHelp}`)
    .action(async (options: { workers?: string }) => (await import('./serve.ts')).serve(options))

  program
    .command('tour')
    .description('watch every promise being kept, on a throw-away server and a folder of documents')
    .option('--docs <folder>', 'folder of documents to ask about (default: the docs that come with Keyhold)')
    .option('--keep', 'keep the data folder and print where it is', false)
    .action(async (options: { docs?: string; keep: boolean }) => (await import('./tour.ts')).tour(options))

  program
    .command('env')
    .description('print shell exports: eval "$(keyhold env)" and the stock AWS CLI and SDKs find the server')
    .addOption(dataFolder())
    .option('--json', 'the same as JSON', false)
    .action(async (options: { data: string; json: boolean }) =>
      (await import('./env.ts')).printEnvironment(options),
    )

  program
    .command('unseal')
    .description(
      'open a server that waits sealed; asks for the passphrase, or takes it from a file or standard input',
    )
    .addOption(dataFolder())
    .option('--passphrase-file <file>', 'read the passphrase from this file')
    .option('--seal <seal>', 'open with another seal of this server: file:PATH')
    .action(async (options: UnsealOptions) => (await import('./unseal.ts')).unseal(options))

  addScanCommand(program)
  addFixCommand(program)
  addReportCommand(program)
  addRootKeyCommands(program)
  addWorkspaceCommands(program)

  program
    .command('version')
    .description('print the version')
    .action(() => console.log(version))

  const { settings } = await import('../server/config.ts')
  const width = Math.max(...Object.keys(settings).map((name) => name.length))
  const settingsHelp = `Settings:\n${Object.entries(settings)
    .map(([name, text]) => `  ${name.padEnd(width)}  ${text}`)
    .join('\n')}`

  await program.parseAsync([...argv])
}

function addRootKeyCommands(program: Command): void {
  const rootKey = program
    .command('rootkey')
    .description('the key above all keys, of a running server: its seals, and its replacement')
  const seal = rootKey.command('seal').description('what opens the root key; any one of several seals does')

  seal
    .command('list')
    .description('show the seals')
    .addOption(dataFolder())
    .option('--json', 'as JSON', false)
    .action(async (options) => (await import('./rootkey-seal.ts')).listSeals(options))

  seal
    .command('add')
    .description('add a seal: file:PATH (made if it is not there) or passphrase: (asked for)')
    .argument('<seal>', 'file:PATH or passphrase:')
    .addOption(dataFolder())
    .option('--passphrase-file <file>', 'read the new passphrase from this file')
    .option('--json', 'as JSON', false)
    .action(async (name: string, options) => (await import('./rootkey-seal.ts')).addSeal(name, options))

  seal
    .command('remove')
    .description('remove a seal by its name; never the last one, nor the one that holds the server open')
    .argument('<name>', 'as keyhold rootkey seal list shows it')
    .addOption(dataFolder())
    .option('--json', 'as JSON', false)
    .action(async (name: string, options) => (await import('./rootkey-seal.ts')).removeSeal(name, options))

  rootKey
    .command('rotate')
    .description('replace the root key and wrap everything anew, online; goes on by itself after a crash')
    .addOption(dataFolder())
    .option(
      '--end-sessions',
      'destroy the old root key at once; temporary credentials from before end',
      false,
    )
    .option('--no-wait', 'return at once; keyhold rootkey status shows how far it is')
    .option('--json', 'the outcome as JSON, without progress', false)
    .action(async (options: RotateOptions) => (await import('./rootkey-rotate.ts')).rotate(options))

  rootKey
    .command('status')
    .description('show the root keys and how far a rotation is')
    .addOption(dataFolder())
    .option('--json', 'as JSON', false)
    .action(async (options) => (await import('./rootkey-rotate.ts')).rotationStatus(options))
}

function addWorkspaceCommands(program: Command): void {
  const workspace = program
    .command('workspace')
    .description('Bedrock Studio workspaces, which are DataZone domains, on AWS or on a server like this one')

  workspace
    .command('recreate')
    .description('make a workspace again under another KMS key and move everything the API can move')
    .option('--domain <id>', 'the workspace to move: dzd_…')
    .option('--kms-key <key>', 'KMS key of the new one: id, ARN, alias or alias ARN')
    .option('--name <name>', 'name of the new workspace (default: that of the old one)')
    .option('--map <file>', 'where the map old id → new id goes (default: workspace-<id>.map.json)')
    .option('--dry-run', 'show the plan and do nothing', false)
    .option('--confirm <map>', 'the last step: compare once more, then delete the old workspace')
    .option('--accept-left-behind', 'with --confirm: delete although something could not be moved', false)
    .option('--yes', 'do not ask', false)
    .option('--json', 'plan, map and differences as JSON', false)
    .option('--endpoint-url <url>', 'a server other than AWS (default: AWS_ENDPOINT_URL)')
    .option('--profile <name>', 'profile of the AWS configuration files')
    .option('--region <region>', 'Region of the workspace')
    .addHelpText('after', recreateHelp)
    .action(async (options: RecreateOptions) =>
      (await import('./workspace-recreate.ts')).recreateWorkspace(options),
    )
}

const recreateHelp = `
A domain's key is chosen when it is made and never changes, so a workspace gets another key by being made
again. This reads the old workspace, makes a new one under the key, moves projects, members, default models,
prompts and notes with their revisions, and tags, and reads both back to compare. The old workspace is only
read, and stays until --confirm. A run that was interrupted goes on when it is started again.

  keyhold workspace recreate --domain dzd_4f1k2m3n4p5q6r --kms-key alias/studio --dry-run
  keyhold workspace recreate --domain dzd_4f1k2m3n4p5q6r --kms-key alias/studio
  keyhold workspace recreate --confirm workspace-dzd_4f1k2m3n4p5q6r.map.json

Exit code 0: done, and both hold the same. 1: something is left to do; the message says what.`

function dataFolder(): Option {
  return new Option('--data <folder>', 'data folder of the server').default(
    process.env.KEYHOLD_DATA ?? '.keyhold',
  )
}
