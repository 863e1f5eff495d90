import type { LeftBehind } from './left-behind.ts'
import type { Workspace } from './workspace.ts'

export interface MovePlan {
  readonly old: { readonly domainId: string; readonly kmsKeyArn: string | null }
  readonly new: { readonly domainId: string | null; readonly kmsKeyArn: string; readonly name: string }
  readonly moved: Readonly<
    Record<'projects' | 'members' | 'users' | 'groups' | 'defaultModels' | 'assets' | 'tags', number>
  >
  readonly leftBehind: readonly LeftBehind[]
}

export function planOf(old: Workspace, leftBehind: readonly LeftBehind[], made: MovePlan['new']): MovePlan {
  const { domain, projects } = old
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
  return {
    old: { domainId: domain.id, kmsKeyArn: domain.kmsKeyIdentifier ?? null },
    new: made,
    moved: {
      projects: projects.length,
      members: sum(projects.map(({ members }) => members.length)),
      users: old.users.length,
      groups: old.groups.length,
      defaultModels: old.configurations.length,
      assets: sum(projects.map(({ assets }) => assets.length)),
      tags: Object.keys(old.tags).length,
    },
    leftBehind,
  }
}

/** Always true of a move, whatever the workspace holds. */
const always = [
  'Ids are new, and so is the portal’s address: switch references by the map.',
  'Who made something and when is told anew; revisions keep their order.',
  'Global parameters of blueprint configurations are not told by the API: set them again if you use any.',
]

/** For a person to read. */
export function planText({ old, new: made, moved, leftBehind }: MovePlan): string {
  const lines = [
    `From  ${old.domainId}  under ${old.kmsKeyArn ?? 'the key that the service owns'}`,
    `To    ${made.domainId ?? 'a new workspace'}  under ${made.kmsKeyArn}`,
    `      named ${JSON.stringify(made.name)}`,
    '',
    'Moved and compared afterwards:',
    ...Object.entries(moved).map(
      ([what, number]) => `  ${String(number).padStart(6)}  ${labels[what] ?? what}`,
    ),
    '',
    leftBehind.length === 0 ? 'Nothing else was found in it.' : 'NOT moved, as the API cannot make it again:',
    ...leftBehind.map(({ what, count, note }) => `  ${String(count ?? '?').padStart(6)}  ${what}: ${note}`),
    '',
    ...always.map((line) => `- ${line}`),
    '- The old workspace is only read. It stays until you confirm its deletion.',
  ]
  return lines.join('\n')
}

const labels: Readonly<Record<string, string>> = {
  users: 'user profiles',
  groups: 'group profiles',
  defaultModels: 'blueprint configurations (default models)',
  assets: 'assets (prompts, notes) with all revisions',
}
