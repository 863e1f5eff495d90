import type { Source } from './content.ts'

/** The switches that most items of a policy have for each direction. */
export interface Directed<Action> {
  readonly inputAction?: Action | undefined
  readonly outputAction?: Action | undefined
  readonly inputEnabled?: boolean | undefined
  readonly outputEnabled?: boolean | undefined
}

/** Whether an item is evaluated for this direction: it is unless it was switched off. */
export function isEnabled(item: Directed<unknown>, source: Source): boolean {
  return (source === 'INPUT' ? item.inputEnabled : item.outputEnabled) !== false
}

export function actionOf<Action>(item: Directed<Action>, source: Source, fallback: Action): Action {
  return (source === 'INPUT' ? item.inputAction : item.outputAction) ?? fallback
}
