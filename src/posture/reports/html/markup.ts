/**
 * HTML that is safe by construction: whatever stands in a template's `${}` is escaped, unless it is markup made by a template
 * itself. There is no way to make markup from a string.
 */

import { middleEllipsis, visible } from '../text.ts'

const markup = Symbol('markup')

export interface Html {
  readonly [markup]: string
}

type Value = string | number | Html | null | readonly Html[]

/** Longer texts lose their middle: nobody reads them here, and the JSON has them whole. */
const textCharactersMax = 600

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Values belong into text or into double-quoted attributes; never into a style, a script, or an attribute's name. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  return {
    [markup]: strings
      .map((text, index) => text + (index < values.length ? render(values[index]) : ''))
      .join(''),
  }
}

/** What is to be written to the file. */
export function markupText(value: Html): string {
  return value[markup]
}

/** Only the web: `javascript:` and its like become no link at all. */
export function link(url: string, text: string): Html {
  return /^https:\/\//iu.test(url)
    ? html`<a href="${url}" rel="noreferrer noopener">${text}</a>`
    : html`${text}`
}

function render(value: Value | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return escaped(value)
  if (isList(value)) return value.map((each) => each[markup]).join('')
  return value[markup]
}

function isList(value: Html | readonly Html[]): value is readonly Html[] {
  return Array.isArray(value)
}

function escaped(text: string): string {
  return middleEllipsis(visible(text), textCharactersMax).replace(
    /[&<>"']/gu,
    (found) => references[found] ?? '',
  )
}
