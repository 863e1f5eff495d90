/** Values by subject and key. A subject's values go all at once; the subject that has been held longest goes first. */
export interface AuthorityCache {
  find(subject: string, key: string): Slot | undefined
  /** The values of a subject as it stands now. They stay the same object until the subject is dropped. */
  enter(subject: string): SubjectValues
  /** Keeps a slot unless its subject has been dropped since `values` was entered. */
  keep(values: SubjectValues, key: string, slot: Slot): void
  /** Forgets one slot, if it is still the one that is kept. */
  forget(values: SubjectValues, key: string, slot: Slot): void
  isCurrent(values: SubjectValues): boolean
  drop(subject: string): void
  dropAll(): void
  size(): number
}

export interface SubjectValues {
  readonly subject: string
  readonly slots: Map<string, Slot>
}

export interface Slot {
  /** What readers get: the same promise each time, so that a hit allocates nothing. */
  readonly promise: Promise<unknown>
  /** Whether the promise has been fulfilled. */
  settled: boolean
}

export function createAuthorityCache(valuesMax: number): AuthorityCache {
  const subjects = new Map<string, SubjectValues>()
  let size = 0

  function enter(subject: string): SubjectValues {
    const known = subjects.get(subject)
    if (known !== undefined) return known
    const values = { subject, slots: new Map<string, Slot>() }
    subjects.set(subject, values)
    return values
  }

  function isCurrent(values: SubjectValues): boolean {
    return subjects.get(values.subject) === values
  }

  function keep(values: SubjectValues, key: string, slot: Slot): void {
    if (!isCurrent(values)) return
    if (!values.slots.has(key)) size += 1
    values.slots.set(key, slot)
    // A subject without values counts as one, so that marks of many subjects have a bound as well.
    while (size > valuesMax || subjects.size > valuesMax) {
      const oldest = subjects.keys().next()
      if (oldest.done) break
      drop(oldest.value)
    }
  }

  function forget(values: SubjectValues, key: string, slot: Slot): void {
    if (values.slots.get(key) !== slot) return
    values.slots.delete(key)
    if (!isCurrent(values)) return
    size -= 1
    if (values.slots.size === 0) subjects.delete(values.subject)
  }

  function drop(subject: string): void {
    const values = subjects.get(subject)
    if (values === undefined) return
    size -= values.slots.size
    subjects.delete(subject)
  }

  return {
    find: (subject, key) => subjects.get(subject)?.slots.get(key),
    enter,
    keep,
    forget,
    isCurrent,
    drop,
    dropAll: () => {
      subjects.clear()
      size = 0
    },
    size: () => size,
  }
}
