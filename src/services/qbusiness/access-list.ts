import type { AccessConfiguration, AccessControl, Principal } from '@aws-sdk/client-qbusiness'

/** What a document's access list asks about the person who searches. */
export interface Membership {
  readonly userId: string | null
  /** Whether the user belongs to the group; `dataSourceId` is null for groups of the whole index. */
  readonly inGroup: (groupName: string, dataSourceId: string | null) => Promise<boolean>
}

/**
 * Without an access list a document is for everybody. With one it is for those whom it allows: a DENY that matches wins
 * over everything, and nobody is allowed by the absence of a DENY alone. Fails closed where AWS's documentation is
 * silent; docs/aws-divergences.md, "Amazon Q Business", has the rules.
 */
export async function mayRead(
  list: AccessConfiguration | undefined,
  documentDataSourceId: string | null,
  membership: Membership,
): Promise<boolean> {
  if (list === undefined) return true
  const matches = (principal: Principal) => matchesPrincipal(principal, documentDataSourceId, membership)
  const controls = list.accessControls ?? []
  for (const control of controls) {
    for (const principal of control.principals ?? []) {
      if (accessOf(principal) === 'DENY' && (await matches(principal))) return false
    }
  }
  const allowing = controls.filter((control) => allowed(control).length > 0)
  if (allowing.length === 0) return false
  return holds(allowing, list.memberRelation, (control) =>
    holds(allowed(control), control.memberRelation, matches),
  )
}

/** OR is the default, as for the principals of one list in the connectors' access files. */
async function holds<T>(
  members: readonly T[],
  relation: 'AND' | 'OR' | undefined,
  test: (member: T) => Promise<boolean>,
): Promise<boolean> {
  for (const member of members) {
    const held = await test(member)
    if (relation === 'AND' && !held) return false
    if (relation !== 'AND' && held) return true
  }
  return relation === 'AND'
}

async function matchesPrincipal(
  principal: Principal,
  documentDataSourceId: string | null,
  membership: Membership,
): Promise<boolean> {
  if (principal.user !== undefined) {
    return principal.user.id !== undefined && principal.user.id === membership.userId
  }
  const group = principal.group
  if (group?.name === undefined) return false
  if (group.membershipType !== 'DATASOURCE') return membership.inGroup(group.name, null)
  // A group of a data source means nothing on a document that came from none.
  return documentDataSourceId !== null && membership.inGroup(group.name, documentDataSourceId)
}

function allowed(control: AccessControl): readonly Principal[] {
  return (control.principals ?? []).filter((principal) => accessOf(principal) === 'ALLOW')
}

function accessOf(principal: Principal): string | undefined {
  return principal.user?.access ?? principal.group?.access
}
