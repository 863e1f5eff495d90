/**
 * Checks what types and formatting do not: arrows between rooms, dead files, dead links, words.
 *
 *   node tools/tidy.ts             lists what is out of order, exits 1 if anything is
 *   node tools/tidy.ts --drawing   prints the arrows as ARCHITECTURE.md shows them
 *   node tools/tidy.ts --write     brings that drawing up to date
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { drawing } from './arrows.ts'
import { checkBorders, checkRooms } from './checks/borders.ts'
import { checkDeadFiles, checkMissingFiles } from './checks/dead-files.ts'
import { architectureFile, checkDrawing, withDrawing } from './checks/drawing.ts'
import { checkLinks } from './checks/links.ts'
import { checkLength, checkWords } from './checks/style.ts'
import { type Problem, type Project, readProject, repositoryRoot } from './project.ts'

const checks = [
  checkRooms,
  checkBorders,
  checkMissingFiles,
  checkDeadFiles,
  checkLinks,
  checkLength,
  checkWords,
  checkDrawing,
]

/** Everything that is out of order, by file and line. */
export function findProblems(project: Project): Problem[] {
  const problems = checks.flatMap((check) => check(project))
  return problems.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line)
}

function main(option: string | undefined): number {
  if (option === '--drawing') {
    console.log(drawing())
    return 0
  }
  if (option === '--write') {
    const path = join(repositoryRoot, architectureFile)
    writeFileSync(path, withDrawing(existsSync(path) ? readFileSync(path, 'utf8') : '# Architecture\n'))
    return 0
  }
  const project = readProject()
  const problems = findProblems(project)
  for (const { file, line, message } of problems) console.log(`${file}:${line}  ${message}`)
  const files = `${project.references.size} source files`
  console.log(
    problems.length === 0
      ? `tidy: ${files}, all in order`
      : `\ntidy: ${problems.length} to put in order, in ${files}`,
  )
  return problems.length === 0 ? 0 : 1
}

if (import.meta.main) process.exitCode = main(process.argv[2])
