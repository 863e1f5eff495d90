import type { FixContext, PlaybookStep } from '../fix.ts'
import { dataZoneKey } from '../key-needs.ts'
import { idIn, playbook, quoted, run, say } from './playbook.ts'

/** Bedrock Studio workspaces and other DataZone domains: the key is chosen when a domain is made. */
export const workspacePlaybook = playbook({
  key: dataZoneKey,
  cost: 'money',
  steps: workspaceSteps,
})

function workspaceSteps({ resource, keyArn, api, finding }: FixContext): readonly PlaybookStep[] {
  const domain = idIn(resource.uid)
  const where = [
    `--region ${api.region}`,
    ...(finding.endpoint === null ? [] : [`--endpoint-url ${quoted(finding.endpoint)}`]),
  ]
  const recreate = ['keyhold workspace recreate', ...where].join(' ')
  const map = `workspace-${domain}.map.json`
  const named = `${recreate} --domain ${quoted(domain)} --kms-key ${quoted(keyArn)}`
  return [
    run('Look at what would be moved, and what the API cannot move.', `${named} --dry-run`),
    run('Make the workspace again under the key and move its contents; the old one is only read.', named),
    say(
      'Let people work in the new one, and move what the map lists as left behind. Its id and portal URL are new.',
    ),
    run(
      'When nothing is missed: compare once more, and delete the old one.',
      `${recreate} --confirm ${quoted(map)}`,
    ),
  ]
}
