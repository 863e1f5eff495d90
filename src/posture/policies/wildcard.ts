/**
 * Matches IAM's wildcards, `*` and `?`, in time linear in both lengths times each other: policies come from whoever may write
 * them. @param fold without regard to case, as action names are compared.
 */
export function matchesWildcard(pattern: string, text: string, fold = false): boolean {
  const [p, t] = fold ? [pattern.toLowerCase(), text.toLowerCase()] : [pattern, text]
  let [at, from] = [0, 0]
  let [star, resume] = [-1, 0]
  while (from < t.length) {
    if (p[at] === '*') {
      star = at++
      resume = from
    } else if (at < p.length && (p[at] === '?' || p[at] === t[from])) {
      at++
      from++
    } else if (star >= 0) {
      at = star + 1
      from = ++resume
    } else return false
  }
  while (p[at] === '*') at++
  return at === p.length
}

export function hasWildcard(text: string): boolean {
  return /[*?]/.test(text)
}
