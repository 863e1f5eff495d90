/** Values by subject and key. A subject's values go all at once; the subject that has been held longest goes first. */
export interface AuthorityCache {
  find(subject: string, key: string): Slot | undefined
  /** The values of a subject as it stands now. They stay the same object until the subject is dropped. */
  enter(subject: string): SubjectValues
  /** Keeps a slot unless its subject has been dropped since `values` was entered. */
  keep(values: SubjectValues, key: string, slot: Slot): void
  /** Says how much a kept slot weighs, once that is known. */
  weigh(values: SubjectValues, key: string, slot: Slot, weight: number): void
  /** Forgets one slot, if it is still the one that is kept. */
  forget(values: SubjectValues, key: string, slot: Slot): void
  isCurrent(values: SubjectValues): boolean
  drop(subject: string): void
  dropAll(): void
  /** What all slots weigh together. */
  weight(): number
}

export interface SubjectValues {
  readonly subject: string
  readonly slots: Map<string, Slot>
  /** Of its slots together. */
  weight: number
}

export interface Slot {
  /** What readers get: the same promise each time, so that a hit allocates nothing. */
  readonly promise: Promise<unknown>
  /** Whether the promise has been fulfilled. */
  settled: boolean
  /** 1 is a small object's: a key's record, key material. */
  weight: number
}

export function createAuthorityCache(weightMax: number): AuthorityCache {
  const subjects = new Map<string, SubjectValues>()
  let total = 0

  function enter(subject: string): SubjectValues {
    const known = subjects.get(subject)
    if (known !== undefined) return known
    const values = { subject, slots: new Map<string, Slot>(), weight: 0 }
    subjects.set(subject, values)
    return values
  }

  function isCurrent(values: SubjectValues): boolean {
    return subjects.get(values.subject) === values
  }

  function keep(values: SubjectValues, key: string, slot: Slot): void {
    if (!isCurrent(values)) return
    add(values, slot.weight - (values.slots.get(key)?.weight ?? 0))
    values.slots.set(key, slot)
    evict()
  }

  function weigh(values: SubjectValues, key: string, slot: Slot, weight: number): void {
    if (values.slots.get(key) !== slot || !isCurrent(values)) return
    add(values, weight - slot.weight)
    slot.weight = weight
    evict()
  }

  function add(values: SubjectValues, weight: number): void {
    values.weight += weight
    total += weight
  }

  function evict(): void {
    // A subject without values counts as one, so that marks of many subjects have a bound as well.
    while (total > weightMax || subjects.size > weightMax) {
      const oldest = subjects.keys().next()
      if (oldest.done) break
      drop(oldest.value)
    }
  }

  function forget(values: SubjectValues, key: string, slot: Slot): void {
    if (values.slots.get(key) !== slot) return
    values.slots.delete(key)
    if (!isCurrent(values)) return
    add(values, -slot.weight)
    if (values.slots.size === 0) subjects.delete(values.subject)
  }

  function drop(subject: string): void {
    const values = subjects.get(subject)
    if (values === undefined) return
    total -= values.weight
    subjects.delete(subject)
  }

  return {
    find: (subject, key) => subjects.get(subject)?.slots.get(key),
    enter,
    keep,
    weigh,
    forget,
    isCurrent,
    drop,
    dropAll: () => {
      subjects.clear()
      total = 0
    },
    weight: () => total,
  }
}
