import { fold } from '../fold.ts'
import type { Breathe } from '../slices.ts'
import { tokensOf } from './tokens.ts'

/** A word of a list, found in a text. */
export interface FoundWord {
  /** Of the word in the list. */
  readonly index: number
  /** UTF-16 offsets in the folded text of its first place, `end` exclusive. */
  readonly start: number
  readonly end: number
}

interface Node {
  readonly next: Map<string, Node>
  /** Words of the list that end here. */
  readonly words: number[]
}

/**
 * Words and phrases as one tree of tokens: a text is read once, however many words there are. Whole words, without regard to
 * case; the space within a phrase may be any white space. Each word is reported once, at its first place.
 */
export async function findWords(
  words: readonly string[],
  foldedText: string,
  breathe: Breathe,
): Promise<FoundWord[]> {
  const root = await tree(words, breathe)
  const found = new Map<number, FoundWord>()
  /** Where phrases that have begun stand, and where they began. */
  let open: { node: Node; start: number }[] = []
  let read = 0
  for (const { key, start, end } of tokensOf(foldedText)) {
    const still: typeof open = []
    open.push({ node: root, start })
    for (const phrase of open) {
      const node = phrase.node.next.get(key)
      if (node === undefined) continue
      for (const index of node.words) {
        if (!found.has(index)) found.set(index, { index, start: phrase.start, end })
      }
      if (node.next.size > 0) still.push({ node, start: phrase.start })
    }
    open = still
    read += 1
    if (read % 256 === 0) await breathe()
  }
  return [...found.values()].sort((a, b) => a.start - b.start || a.index - b.index)
}

async function tree(words: readonly string[], breathe: Breathe): Promise<Node> {
  const root: Node = { next: new Map(), words: [] }
  for (const [index, word] of words.entries()) {
    if (index % 256 === 255) await breathe()
    let node = root
    for (const { key } of tokensOf(fold(word).text)) node = child(node, key)
    if (node !== root) node.words.push(index)
  }
  return root
}

function child(node: Node, key: string): Node {
  const present = node.next.get(key)
  if (present !== undefined) return present
  const made: Node = { next: new Map(), words: [] }
  node.next.set(key, made)
  return made
}
