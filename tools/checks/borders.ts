import { composition, type Room, rooms } from '../arrows.ts'
import { isTest, type Problem, type Project } from '../project.ts'

const roomByName = new Map(rooms.map((room) => [room.name, room]))

/** Imports between rooms follow the arrows and go through doors. Tests, bench and tools may import anything. */
export function checkBorders(project: Project): Problem[] {
  const problems: Problem[] = []
  for (const [file, references] of project.references) {
    const from = roomOf(file)
    if (from === null || isTest(file)) continue
    for (const reference of references) {
      if (reference.path === null) continue
      const message = objection(from, reference.path, reference.typeOnly)
      if (message !== null) problems.push({ file, line: reference.line, message })
    }
  }
  return problems
}

interface Place {
  readonly room: Room | null
  /** `kms`; for a data service `services/qbusiness`. */
  readonly folder: string
}

function objection(from: Place, path: string, typeOnly: boolean): string | null {
  // The manifest and the documentation are read by the program; code stays inside.
  if (!path.startsWith('src/'))
    return path.endsWith('.ts') ? `imports ${path}, which is outside of src/` : null
  const to = roomOf(path)
  if (to === null) return `imports ${path}, which is in no room`
  if (from.folder === to.folder) return null
  // src/main.ts picks a command, nothing else.
  if (from.room === null)
    return to.folder === 'cli' ? null : `src/main.ts may import cli only, not ${to.folder}`
  // A command may start the entry as a process of its own.
  if (to.room === null) return from.folder === 'cli' ? null : `imports ${path}: nothing imports the entry`
  if (from.room === to.room) return `${from.folder} imports its neighbour ${to.folder}`
  const allowed = from.room.imports.includes(to.room.name)
  const allowedTypes = from.room.importsTypes?.includes(to.room.name) ?? false
  if (!allowed && !allowedTypes) return `no arrow leads from ${from.room.name} to ${to.room.name}`
  if (!allowed && !typeOnly) return `${from.room.name} may import types only from ${to.room.name}`
  if (composition.includes(from.room.name) || isPublic(to, path)) return null
  return `imports ${path} past the door of ${to.folder}`
}

function isPublic(to: Place, path: string): boolean {
  const publicFiles = to.room?.publicFiles ?? []
  if (publicFiles === 'everything') return true
  const door = `${to.folder.split('/').at(-1)}.ts`
  return [door, ...publicFiles].some((name) => path === `src/${to.folder}/${name}`)
}

/** Null outside of src/ and for a folder that is no room. `src/main.ts` stands in no room but before all of them. */
function roomOf(path: string): Place | null {
  const [top, name = '', second = ''] = path.split('/')
  if (top !== 'src') return null
  if (name === 'main.ts') return { room: null, folder: '' }
  const room = roomByName.get(name)
  if (room === undefined) return null
  return { room, folder: name === 'services' ? `services/${second}` : name }
}

/** Every folder of src/ is a room of the table. */
export function checkRooms(project: Project): Problem[] {
  const strangers = new Set<string>()
  for (const file of project.files.keys()) {
    if (file.startsWith('src/') && roomOf(file) === null) strangers.add(file)
  }
  return Array.from(strangers, (file) => ({ file, line: 1, message: 'stands in no room of tools/arrows.ts' }))
}
