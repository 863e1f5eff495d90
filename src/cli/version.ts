import { readFileSync } from 'node:fs'

/** The package's version, from the package.json that lies two folders up, in the source and in the package alike. */
export const version: string = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
).version
