import { type Logger, pino } from 'pino'

/** Structured lines on stderr; stdout belongs to the person who started the server. */
export function createLog(level: string): Logger {
  return pino(
    { level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: false }),
  )
}
