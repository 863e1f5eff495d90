import { posix } from 'node:path'
import type { Problem, Project } from '../project.ts'

/** Relative links of Markdown files lead to a file, and their anchors to a heading. */
export function checkLinks(project: Project): Problem[] {
  const problems: Problem[] = []
  for (const [file, text] of project.files) {
    if (!file.endsWith('.md')) continue
    for (const { target, line } of findLinks(text)) {
      const message = objection(project, file, target)
      if (message !== null) problems.push({ file, line, message })
    }
  }
  return problems
}

function objection(project: Project, file: string, target: string): string | null {
  if (/^[a-z][a-z+.-]*:/iu.test(target) || target.startsWith('//')) return null
  const [path = '', anchor = ''] = target.split('#', 2)
  const linked =
    path === '' ? file : posix.normalize(posix.join(posix.dirname(file), decodeURIComponent(path)))
  const text = project.files.get(linked)
  if (text === undefined) return isFolder(project, linked) ? null : `dead link: ${target}`
  if (anchor === '' || !linked.endsWith('.md')) return null
  return anchors(text).has(decodeURIComponent(anchor).toLowerCase()) ? null : `dead anchor: ${target}`
}

function isFolder(project: Project, path: string): boolean {
  const prefix = path.endsWith('/') ? path : `${path}/`
  for (const file of project.files.keys()) if (file.startsWith(prefix)) return true
  return false
}

function findLinks(text: string): { target: string; line: number }[] {
  const links: { target: string; line: number }[] = []
  for (const { content, line } of proseLines(text)) {
    for (const match of content.matchAll(/\]\(\s*<?(?<target>[^)\s>]+)>?[^)]*\)/gu)) {
      links.push({ target: match.groups?.target ?? '', line })
    }
    const definition = /^\s{0,3}\[[^\]]+\]:\s*<?(?<target>[^\s>]+)/u.exec(content)
    if (definition) links.push({ target: definition.groups?.target ?? '', line })
  }
  return links
}

/** Anchors as GitHub makes them: lower case, punctuation dropped, spaces to hyphens, repetitions numbered. */
function anchors(text: string): Set<string> {
  const found = new Set<string>()
  for (const { content } of proseLines(text, 'keep code spans')) {
    const heading = /^#{1,6}\s+(?<title>.*?)\s*#*$/u.exec(content)?.groups?.title
    if (heading !== undefined) found.add(numbered(found, slug(heading)))
    for (const match of content.matchAll(/<a\s+(?:id|name)="(?<name>[^"]+)"/gu))
      found.add((match.groups?.name ?? '').toLowerCase())
  }
  return found
}

function slug(heading: string): string {
  const text = heading.replace(/\[(?<label>[^\]]*)\]\([^)]*\)/gu, '$<label>')
  return text
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}\p{Mark}_\- ]/gu, '')
    .replaceAll(' ', '-')
}

function numbered(found: ReadonlySet<string>, name: string): string {
  if (!found.has(name)) return name
  let number = 1
  while (found.has(`${name}-${number}`)) number += 1
  return `${name}-${number}`
}

/** Lines outside of fenced code; code spans blanked unless they are wanted. */
export function proseLines(text: string, codeSpans?: 'keep code spans'): { content: string; line: number }[] {
  const lines: { content: string; line: number }[] = []
  let fence: string | null = null
  for (const [index, content] of text.split('\n').entries()) {
    const mark = /^\s*(?<mark>```+|~~~+)/u.exec(content)?.groups?.mark
    if (fence !== null) {
      if (mark?.startsWith(fence)) fence = null
    } else if (mark !== undefined) {
      fence = mark
    } else {
      lines.push({ content: codeSpans ? content : content.replace(/`[^`]*`/gu, ''), line: index + 1 })
    }
  }
  return lines
}
