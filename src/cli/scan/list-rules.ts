import type { Rule } from '../../posture/posture.ts'

/** One rule a line, by service. */
export function rulesText(rules: readonly Rule[]): string {
  const idWidth = Math.max(...rules.map(({ id }) => id.length))
  const services = Map.groupBy(rules, ({ service }) => service)
  const sections = [...services].map(([service, members]) => {
    const lines = members.map(
      ({ id, severity, mode, title }) =>
        `  ${id.padEnd(idWidth)}  ${severity.padEnd(8)}  ${mode.padEnd(11)}  ${title}`,
    )
    return [service, ...lines].join('\n')
  })
  return `${sections.join('\n\n')}\n\n${rules.length} rules\n`
}

/** For programs. */
export function rulesJson(rules: readonly Rule[]): string {
  const shown = rules.map(
    ({ id, version, service, severity, mode, title, why, resourceType, remediation }) => {
      return { id, version, service, severity, mode, title, why, resourceType, remediation }
    },
  )
  return `${JSON.stringify(shown, null, 2)}\n`
}
