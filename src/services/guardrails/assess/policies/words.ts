import type { GuardrailCustomWord, GuardrailManagedWord } from '@aws-sdk/client-bedrock-runtime'
import type { GuardrailDefinition } from '../../definition.ts'
import type { Content, Source } from '../content.ts'
import { actionOf, isEnabled } from '../direction.ts'
import type { Breathe } from '../slices.ts'
import { unitsOf } from '../usage.ts'
import { findProfanity } from '../words/profanity.ts'
import { findWords } from '../words/word-list.ts'
import { silent, type Verdict } from './verdict.ts'

/** Custom words and managed lists. Each word is reported once, as it stands in the text. */
export async function judgeWords(
  policy: GuardrailDefinition['wordPolicyConfig'],
  content: Content,
  source: Source,
  breathe: Breathe,
): Promise<Verdict> {
  const words = (policy?.wordsConfig ?? []).filter((word) => isEnabled(word, source))
  const lists = (policy?.managedWordListsConfig ?? []).filter((list) => isEnabled(list, source))
  if (words.length === 0 && lists.length === 0) return silent

  const customWords = new Map<number, GuardrailCustomWord>()
  const managed = new Map<string, GuardrailManagedWord>()
  for (const { text, folded } of content.judged) {
    const texts = words.map((word) => word.text ?? '')
    for (const { index, start, end } of await findWords(texts, folded.text, breathe)) {
      const word = words[index]
      if (word === undefined || customWords.has(index)) continue
      const span = folded.toOriginal(start, end)
      const action = actionOf(word, source, 'BLOCK') === 'BLOCK' ? 'BLOCKED' : 'NONE'
      customWords.set(index, { match: text.slice(span.start, span.end), action, detected: true })
    }
    for (const list of lists) {
      const action = actionOf(list, source, 'BLOCK') === 'BLOCK' ? 'BLOCKED' : 'NONE'
      for (const { match } of await findProfanity(folded.text, breathe)) {
        managed.set(match.toLowerCase(), { match, type: list.type, action, detected: true })
      }
    }
  }
  const found = { customWords: [...customWords.values()], managedWordLists: [...managed.values()] }
  const all = [...found.customWords, ...found.managedWordLists]
  return {
    ...silent,
    assessment: all.length === 0 ? {} : { wordPolicy: found },
    blocked: all.some(({ action }) => action === 'BLOCKED'),
    usage: { wordPolicyUnits: unitsOf(content.characters.judged) },
  }
}
