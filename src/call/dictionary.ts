function Empty() {}
Empty.prototype = Object.create(null)

/**
 * An object without inherited members, for names that callers choose. Its prototype is empty rather than missing: V8 keeps
 * objects without any as hash tables, which are five to ten times as dear to copy and to walk through.
 */
export const Dictionary = Empty as unknown as new <Value>() => Record<string, Value>
