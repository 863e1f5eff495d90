import type { GuardrailContentBlock, GuardrailContentSource } from '@aws-sdk/client-bedrock-runtime'
import { invalid, memberInvalid } from '../errors.ts'
import { type Folded, fold } from './fold.ts'

export type Source = GuardrailContentSource

/** What a request brings, sorted by what is to be done with it. */
export interface Content {
  /** Texts that the policies judge: unqualified ones and those that are `guard_content`. */
  readonly judged: readonly Judged[]
  /** What an answer is to be held against. Not judged, unless it is `guard_content` as well. */
  readonly groundingSources: readonly string[]
  readonly queries: readonly string[]
  readonly images: number
  /** Unicode characters of all texts, and of those that are judged. */
  readonly characters: { readonly total: number; readonly judged: number }
}

export interface Judged {
  readonly text: string
  readonly folded: Folded
}

/** In UTF-16 units. Bedrock's quotas for one request with on-demand text units are of the same size. */
const textLengthMax = 100_000
const blocksMax = 1_000

/**
 * Sorts the blocks of a request.
 * @throws ValidationException for too many blocks, too much text, and a block that is neither text nor image.
 */
export function readContent(blocks: readonly GuardrailContentBlock[]): Content {
  if (blocks.length === 0) throw memberInvalid('content', 'must hold at least one block.')
  if (blocks.length > blocksMax) throw memberInvalid('content', `must hold at most ${blocksMax} blocks.`)
  const judged: Judged[] = []
  const groundingSources: string[] = []
  const queries: string[] = []
  const characters = { total: 0, judged: 0 }
  let images = 0
  let length = { judged: 0, reference: 0 }
  for (const [index, block] of blocks.entries()) {
    if (block.image !== undefined) {
      images += 1
      continue
    }
    if (block.text?.text === undefined)
      throw memberInvalid(`content[${index}]`, 'must be a text or an image.')
    const { text, qualifiers = [] } = block.text
    const count = countCharacters(text)
    characters.total += count
    if (qualifiers.includes('grounding_source')) groundingSources.push(text)
    if (qualifiers.includes('query')) queries.push(text)
    const isJudged = qualifiers.length === 0 || qualifiers.includes('guard_content')
    if (isJudged) {
      characters.judged += count
      judged.push({ text, folded: fold(text) })
    }
    length = {
      judged: length.judged + (isJudged ? text.length : 0),
      reference: length.reference + (isJudged ? 0 : text.length),
    }
    if (Math.max(length.judged, length.reference) > textLengthMax) {
      throw invalid(`The content must hold at most ${textLengthMax} characters of text.`)
    }
  }
  return { judged, groundingSources, queries, images, characters }
}

export function countCharacters(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}
