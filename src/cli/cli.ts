/** The commands and what they take. Each command is a file of its own, loaded only when it is asked for. */

import { Command } from 'commander'
import { version } from './version.ts'

/** @param argv as `process.argv`. Sets the exit code. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  const program = new Command('keyhold')
    .description('Keeps AI and customer data encrypted under a key that the customer holds.')
    .version(version, '-v, --version')
    .showHelpAfterError('(keyhold --help shows what there is)')

  program
    .command('serve')
    .description('start the server; settings are environment variables, listed below')
    .addHelpText('after', () => `\n${settingsHelp}`)
    .action(async () => (await import('./serve.ts')).serve())

  program
    .command('tour')
    .description('watch every promise being kept, on a throw-away server and a folder of documents')
    .option('--docs <folder>', 'folder of documents to ask about (default: the docs that come with Keyhold)')
    .option('--keep', 'keep the data folder and print where it is', false)
    .action(async (options: { docs?: string; keep: boolean }) => (await import('./tour.ts')).tour(options))

  program
    .command('env')
    .description('print shell exports: eval "$(keyhold env)" and the stock AWS CLI and SDKs find the server')
    .option('--data <folder>', 'data folder of the server', process.env.KEYHOLD_DATA ?? '.keyhold')
    .option('--json', 'the same as JSON', false)
    .action(async (options: { data: string; json: boolean }) =>
      (await import('./env.ts')).printEnvironment(options),
    )

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
