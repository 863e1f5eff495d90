import { groupsIn } from './lexicon.ts'

/**
 * What the model weighs of a stretch of text: its stems, pairs of neighbours, how it begins, the lexicon's groups and which of
 * them stand together. Each at most once: saying a word twice proves no more.
 */
export function featuresOf(stems: readonly string[]): string[] {
  const features = new Set<string>()
  for (const [i, stem] of stems.entries()) {
    features.add(stem)
    if (i > 0) features.add(`${stems[i - 1]} ${stem}`)
  }
  // A demand, a question or a tale: the first words tell.
  for (let length = 1; length <= 3; length += 1) features.add(`< ${stems.slice(0, length).join(' ')}`)
  const groups = groupsIn(stems)
  for (const [i, group] of groups.entries()) {
    features.add(`#${group}`)
    for (let j = i + 1; j < groups.length; j += 1) features.add(`#${group}+${groups[j]}`)
  }
  return [...features]
}

/** Groups count for more than single words: they are what carries over to texts that were not learned. */
export function scaleOf(feature: string): number {
  if (!feature.startsWith('#')) return feature.includes(' ') ? 0.4 : 0.5
  return feature.includes('+') ? 0.6 : 1
}
