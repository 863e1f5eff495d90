import { parseLabelled } from '../labelled-texts.ts'
import { learnedTexts } from '../local/learned-texts.ts'
import { termsOf } from '../local/terms.ts'

let frequencies: ReadonlyMap<string, number> | undefined
let count = 0

/**
 * How much it says that two texts share a word, from 0 to 1: its inverse frequency in the harmless texts that the content
 * filters learn from. A word that none of them has says most.
 */
export function rarityOf(stem: string): number {
  frequencies ??= countAll()
  return 1 - Math.log(1 + (frequencies.get(stem) ?? 0)) / Math.log(1 + count)
}

function countAll(): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  const texts = parseLabelled(learnedTexts).filter(({ labels }) => labels.size === 0)
  for (const { text } of texts) {
    for (const stem of new Set(termsOf(text).map((term) => term.stem)))
      found.set(stem, (found.get(stem) ?? 0) + 1)
  }
  count = texts.length
  return found
}
