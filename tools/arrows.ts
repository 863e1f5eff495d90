/**
 * Who may import whom: the house as data. `tidy` checks the source against it and prints it as the drawing that
 * ARCHITECTURE.md shows.
 */

export interface Room {
  readonly name: string
  /** What it is for, in the words of the drawing. */
  readonly purpose: string
  /** Rooms whose doors it may import. */
  readonly imports: readonly string[]
  /** Rooms of which it may import types only. */
  readonly importsTypes?: readonly string[]
  /**
   * Files that other rooms may import beside the door `<room>/<room>.ts`. `everything`: the room is a shelf of small
   * values and functions without a door.
   */
  readonly publicFiles?: readonly string[] | 'everything'
}

/** From the street to the cellar: a room imports only rooms that stand below it. */
export const rooms: readonly Room[] = [
  { name: 'cli', purpose: 'the commands', imports: ['server', 'posture', 'crypto', 'call'] },
  { name: 'posture', purpose: 'finds what is not under a customer key', imports: [] },
  {
    name: 'server',
    purpose: 'wires all rooms',
    // The composition: it alone imports constructors, from any file.
    imports: [
      'gateway',
      'services',
      'resources',
      'search',
      'model',
      'envelope',
      'kms',
      'iam',
      'trail',
      'rootkey',
      'storage',
      'crypto',
      'call',
    ],
    publicFiles: ['config.ts', 'profile.ts', 'control-path.ts'],
  },
  {
    name: 'gateway',
    purpose: 'HTTP, SigV4, AWS protocols',
    imports: ['services', 'kms', 'iam', 'trail', 'crypto', 'call'],
  },
  {
    name: 'services',
    purpose: 'one folder a data service',
    imports: ['model', 'resources', 'search', 'envelope', 'iam', 'storage', 'crypto', 'call'],
    importsTypes: ['trail'],
  },
  {
    name: 'resources',
    purpose: 'what all data services share',
    imports: ['envelope', 'iam', 'storage', 'crypto', 'call'],
    publicFiles: 'everything',
  },
  {
    name: 'search',
    purpose: 'text to ranked passages',
    imports: ['envelope', 'storage', 'model', 'crypto', 'call'],
  },
  {
    name: 'envelope',
    purpose: 'scopes, data keys, sealed data',
    imports: ['kms', 'storage', 'crypto', 'call'],
  },
  {
    name: 'kms',
    purpose: 'keys, grants, key policies',
    imports: ['iam', 'trail', 'rootkey', 'storage', 'crypto', 'call'],
  },
  { name: 'iam', purpose: 'who calls, and may they', imports: ['rootkey', 'storage', 'crypto', 'call'] },
  { name: 'trail', purpose: 'what happened', imports: ['storage', 'crypto', 'call'] },
  { name: 'rootkey', purpose: 'the key above all keys', imports: ['storage', 'crypto'] },
  {
    name: 'storage',
    purpose: 'database, blobs, jobs, log',
    imports: ['crypto', 'call'],
    publicFiles: ['authority.ts', 'blobs.ts', 'event-log.ts', 'jobs.ts', 'tables.ts'],
  },
  { name: 'model', purpose: 'chat models behind an endpoint', imports: [], publicFiles: 'everything' },
  { name: 'crypto', purpose: 'AEAD, derivation, frames', imports: ['call'], publicFiles: 'everything' },
  { name: 'call', purpose: 'the facts of one request', imports: [], publicFiles: 'everything' },
]

/** Rooms whose files may import any file of any room: the composition. */
export const composition: readonly string[] = ['server']

/** The drawing for ARCHITECTURE.md: one line a room, what stands below it to the right. */
export function drawing(): string {
  const nameWidth = Math.max(...rooms.map((room) => room.name.length))
  const purposeWidth = Math.max(...rooms.map((room) => room.purpose.length))
  const lines = rooms.map((room) => {
    const types = (room.importsTypes ?? []).map((name) => `${name} (types)`)
    const below = [...room.imports, ...types].join(', ') || 'nothing'
    return `${room.name.padEnd(nameWidth)}  ${room.purpose.padEnd(purposeWidth)}  → ${below}`
  })
  return ['```', ...lines, '```'].join('\n')
}
