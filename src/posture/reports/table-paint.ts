import { styleText } from 'node:util'
import type { Severity } from '../finding.ts'

export type Tone = 'title' | 'dim' | 'good' | 'warn' | 'bad' | Severity

const styles: Readonly<Record<Tone, Parameters<typeof styleText>[0]>> = {
  title: 'bold',
  dim: 'dim',
  good: 'green',
  warn: 'yellow',
  bad: ['bold', 'red'],
  CRITICAL: ['bold', 'red'],
  HIGH: 'red',
  MEDIUM: 'yellow',
  LOW: 'cyan',
  INFO: 'dim',
}

export type Paint = (tone: Tone, text: string) => string

/** Whether to colour is decided by the command, which knows the stream and NO_COLOR. */
export function createPaint(color: boolean): Paint {
  return (tone, text) => (color ? styleText(styles[tone], text, { validateStream: false }) : text)
}
