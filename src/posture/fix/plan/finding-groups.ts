import type { Finding } from '../../finding.ts'
import type { Rule } from '../../rule.ts'

/** All findings of one account and region. */
export interface Group {
  readonly account: string
  readonly region: string
  readonly findings: Finding[]
}

/** Only what failed and is not muted: PASS and MANUAL are never planned. In the order of the rules, which is the plan's. */
export async function groupsOf(
  findings: AsyncIterable<Finding> | Iterable<Finding>,
  rules: readonly Rule[],
): Promise<readonly Group[]> {
  const groups = new Map<string, Group>()
  for await (const finding of findings) {
    if (finding.status !== 'FAIL' || finding.muted !== null || finding.provider === 'iac') continue
    const { account, region } = finding
    const name = `${account.id}|${region}`
    const group = groups.get(name) ?? { account: account.id, region, findings: [] }
    group.findings.push(finding)
    groups.set(name, group)
  }
  const rank = new Map(rules.map(({ id }, at) => [id, at]))
  for (const { findings: all } of groups.values()) {
    all.sort((a, b) => (rank.get(a.ruleId) ?? 0) - (rank.get(b.ruleId) ?? 0))
  }
  return [...groups.values()]
}
