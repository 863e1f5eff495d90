import { type Logger, pino } from 'pino'

/** Structured lines on stderr; stdout belongs to the person who started the server. */
export function createLog(level: string, base?: Readonly<Record<string, unknown>>): Logger {
  return pino(
    { level, base, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: false }),
  )
}
