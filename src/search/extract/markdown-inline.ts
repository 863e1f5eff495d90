import { decodeEntities } from './xml.ts'

/** Longer runs are taken in parts: every pattern below looks ahead a bounded way only. In UTF-16 units. */
const lengthMax = 50_000

const code = /(?<!`)(`{1,3})(?!`)([^`]{1,2000})\1(?!`)/g
const image = /!\[([^\]]{0,500})\](?:\([^()\s]{0,2000}(?:\s[^()]{0,500})?\)|\[[^\]]{0,200}\])/g
const link =
  /\[([^[\]]{1,1000})\](?:\((?:[^()\s]|\([^()\s]{0,500}\)){0,2000}(?:\s+["'][^"']{0,500}["'])?\)|\[[^\]]{0,200}\])/g
const autolink = /<((?:https?:\/\/|mailto:)[^<>\s]{1,2000})>/g
const tag = /<\/?[a-zA-Z][^<>]{0,1000}>/g
const lineBreak = /<br\s{0,10}\/?>/gi
/** Marks that open or close emphasis: next to a word on one side. Within words an underscore is a letter. */
const stars = /(\*{1,3})(?=[^\s*])([^*]{1,2000}?)(?<=[^\s*])\1/g
const underscores = /(?<![\p{L}\p{N}_])(_{1,3})(?=[^\s_])([^\n]{1,2000}?)(?<=[^\s_])\1(?![\p{L}\p{N}_])/gu
const struck = /~~([^~\n]{1,2000})~~/g
const escaped = /\\([\\`*_{}[\]()#+\-.!|~<>])/g

/** The words of a line of Markdown: emphasis and tags gone, links and pictures as their text, code and escapes as they read. */
export function inlineText(markdown: string): string {
  if (markdown.length > lengthMax) {
    return inlineText(markdown.slice(0, lengthMax)) + inlineText(markdown.slice(lengthMax))
  }
  // Code and escaped characters are put aside under a character that no text has, so that no other mark is seen in them.
  const aside: string[] = []
  const put = (text: string): string => `\ue000${aside.push(text) - 1}\ue001`
  const text = markdown
    .replaceAll(/[\ue000\ue001]/g, '')
    .replaceAll(code, (_, _marks, content: string) => put(content.trim()))
    .replaceAll(escaped, (_, character: string) => put(character))
    .replaceAll(image, '$1')
    .replaceAll(link, '$1')
    .replaceAll(autolink, (_, address: string) => put(address))
    .replaceAll(lineBreak, ' ')
    .replaceAll(tag, '')
  return decodeEntities(withoutEmphasis(text)).replaceAll(
    /\ue000(\d+)\ue001/g,
    (_, at) => aside[Number(at)] ?? '',
  )
}

/** Twice, for emphasis within emphasis. */
function withoutEmphasis(text: string): string {
  let plain = text
  for (let round = 0; round < 2; round += 1) {
    plain = plain.replaceAll(stars, '$2').replaceAll(underscores, '$2').replaceAll(struck, '$1')
  }
  return plain
}
