import type { FilterType } from './classifier.ts'

export interface LabelledText {
  readonly text: string
  /** Empty: harmless. */
  readonly labels: ReadonlySet<FilterType>
}

/** Reads `labels: text` lines; labels in lower case, several with commas, `-` for none. */
export function parseLabelled(lines: string): LabelledText[] {
  return lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [head = '', ...rest] = line.split(': ')
      const labels = head === '-' ? [] : head.split(',').map(requireFilter)
      return { text: rest.join(': '), labels: new Set(labels) }
    })
}

const filterTypes = ['SEXUAL', 'VIOLENCE', 'HATE', 'INSULTS', 'MISCONDUCT', 'PROMPT_ATTACK'] as const

function requireFilter(label: string): FilterType {
  const found = filterTypes.find((type) => type === label.toUpperCase())
  if (found === undefined) throw new Error(`unknown label ${label}`)
  return found
}
