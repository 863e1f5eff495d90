import { drawing } from '../arrows.ts'
import type { Problem, Project } from '../project.ts'

export const architectureFile = 'ARCHITECTURE.md'
const start = '<!-- arrows -->'
const end = '<!-- /arrows -->'

/** ARCHITECTURE.md shows the arrows that are checked. */
export function checkDrawing(project: Project): Problem[] {
  const text = project.files.get(architectureFile) ?? ''
  if (text.includes(block())) return []
  const at = text.indexOf(start)
  const line = at === -1 ? 1 : text.slice(0, at).split('\n').length
  return [
    {
      file: architectureFile,
      line,
      message: 'shows other arrows than tools/arrows.ts (node tools/tidy.ts --write)',
    },
  ]
}

/** The text with the drawing brought up to date; appended when there is none. */
export function withDrawing(text: string): string {
  const from = text.indexOf(start)
  const to = text.indexOf(end)
  if (from === -1 || to === -1) return `${text.trimEnd()}\n\n${block()}\n`
  return text.slice(0, from) + block() + text.slice(to + end.length)
}

function block(): string {
  return `${start}\n${drawing()}\n${end}`
}
