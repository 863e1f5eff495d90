import type { FilterClause, SearchInput } from '@aws-sdk/client-datazone'
import type { AssetBody } from './bodies.ts'
import { invalid } from './errors.ts'
import { containsWords, wordsOf } from './text-match.ts'

const attributes: Readonly<Record<string, (body: AssetBody) => string | undefined>> = {
  name: (body) => body.name,
  description: (body) => body.description,
  externalIdentifier: (body) => body.externalIdentifier,
  typeIdentifier: (body) => body.typeIdentifier,
  owningProjectId: (body) => body.projectId,
  forms: (body) => body.forms.map(({ content }) => content ?? '').join('\n'),
}
const attributeNames = Object.keys(attributes).join(', ')
const textAttributes = ['name', 'description', 'externalIdentifier', 'forms']

/** Words and filters of one search, all together: each is looked for in everything that an asset holds. */
const termsMax = 300

/** @throws ValidationException */
function requireFewTerms({ searchText, filters }: SearchInput): void {
  let left = termsMax - wordsOf(searchText).length
  const count = (asked: FilterClause) => {
    left -= 1 + wordsOf(asked.filter?.value).length
    for (const inner of [...(asked.and ?? []), ...(asked.or ?? [])]) if (left >= 0) count(inner)
  }
  if (filters !== undefined) count(filters)
  if (left < 0) throw invalid(`A search has at most ${termsMax} words and filters.`)
}

/** What a search asks of an asset: its words and its filters. @throws ValidationException for what is not supported. */
export function assetFilter(input: SearchInput): (body: AssetBody) => boolean {
  if (input.sort !== undefined)
    throw invalid('sort: sorting is not available here: assets come oldest first.')
  requireFewTerms(input)
  const searched = (input.searchIn ?? textAttributes.map((attribute) => ({ attribute }))).map(
    ({ attribute }) => reader(attribute, 'searchIn'),
  )
  const passes = input.filters === undefined ? () => true : clause(input.filters)
  return (body) =>
    passes(body) &&
    containsWords(
      input.searchText,
      searched.map((read) => read(body)),
    )
}

/** Whether a search looks at more than where an asset is: then only looking tells how many there are. */
export function isFiltered(input: SearchInput): boolean {
  return input.searchText !== undefined || input.filters !== undefined
}

function clause(asked: FilterClause): (body: AssetBody) => boolean {
  if (asked.and !== undefined) {
    const all = asked.and.map(clause)
    return (body) => all.every((passes) => passes(body))
  }
  if (asked.or !== undefined) {
    const any = asked.or.map(clause)
    return (body) => any.some((passes) => passes(body))
  }
  const { attribute, operator = 'EQ', value, intValue } = asked.filter ?? {}
  if (value === undefined || intValue !== undefined) throw invalid('filters: a filter here has a value.')
  const read = reader(attribute, 'filters')
  if (operator === 'TEXT_SEARCH') return (body) => containsWords(value, [read(body)])
  if (operator === 'EQ') return (body) => read(body) === value
  throw invalid('filters: the operators here are EQ and TEXT_SEARCH.')
}

function reader(attribute: string | undefined, member: string): (body: AssetBody) => string | undefined {
  const read = Object.hasOwn(attributes, attribute ?? '') ? attributes[attribute ?? ''] : undefined
  if (read === undefined) throw invalid(`${member}: the attributes here are ${attributeNames}.`)
  return read
}
