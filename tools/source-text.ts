/** A look at TypeScript source without a parser: comments, strings and templates blanked out, every position kept. */

export interface SourceView {
  /** Comments and template literals blanked: what imports are looked for in. */
  readonly code: string
  /** Strings blanked as well: what keywords are looked for in. */
  readonly bare: string
}

type Kind = 'code' | 'string' | 'hidden'

export function viewSource(text: string): SourceView {
  const kinds = classify(text)
  return {
    code: blank(text, (index) => kinds[index] === 'hidden'),
    bare: blank(text, (index) => kinds[index] !== 'code'),
  }
}

/** 1-based. */
export function lineAt(text: string, index: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < index; at = text.indexOf('\n', at + 1)) line += 1
  return line
}

function blank(text: string, hidden: (index: number) => boolean): string {
  let result = ''
  for (let index = 0; index < text.length; index++) {
    const unit = text.charAt(index)
    result += unit !== '\n' && hidden(index) ? ' ' : unit
  }
  return result
}

function classify(text: string): Kind[] {
  const kinds: Kind[] = new Array(text.length).fill('code')
  const paint = (start: number, end: number, kind: Kind) =>
    kinds.fill(kind, start, Math.min(end, text.length))
  // Depth of braces in each template substitution that is open.
  const substitutions: number[] = []
  let index = 0
  while (index < text.length) {
    const two = text.slice(index, index + 2)
    const unit = text.charAt(index)
    const start = index
    if (two === '//' || (two === '#!' && index === 0)) {
      index = endOf(text, '\n', index)
      paint(start, index, 'hidden')
    } else if (two === '/*') {
      index = endOf(text, '*/', index + 2) + 2
      paint(start, index, 'hidden')
    } else if (unit === "'" || unit === '"') {
      index = closing(text, unit, index + 1)
      paint(start, index, 'string')
    } else if (unit === '/' && startsRegExp(text, index)) {
      index = closingRegExp(text, index + 1)
      paint(start, index, 'string')
    } else if (unit === '`' || (unit === '}' && substitutions.at(-1) === 0)) {
      if (unit === '}') substitutions.pop()
      const end = closingTemplate(text, index + 1)
      paint(start, end.index, 'hidden')
      if (end.substitution) substitutions.push(0)
      index = end.index
    } else {
      const depth = substitutions.pop()
      if (depth !== undefined) substitutions.push(depth + (unit === '{' ? 1 : unit === '}' ? -1 : 0))
      index += 1
    }
  }
  return kinds
}

function endOf(text: string, mark: string, from: number): number {
  const end = text.indexOf(mark, from)
  return end === -1 ? text.length : end
}

function closing(text: string, quote: string, from: number): number {
  for (let index = from; index < text.length; index++) {
    const unit = text.charAt(index)
    if (unit === '\\') index += 1
    else if (unit === quote || unit === '\n') return index + 1
  }
  return text.length
}

function closingTemplate(text: string, from: number): { index: number; substitution: boolean } {
  for (let index = from; index < text.length; index++) {
    const unit = text.charAt(index)
    if (unit === '\\') index += 1
    else if (unit === '`') return { index: index + 1, substitution: false }
    else if (unit === '$' && text.charAt(index + 1) === '{') return { index: index + 2, substitution: true }
  }
  return { index: text.length, substitution: false }
}

/** A slash begins a regular expression where a value may begin, and divides after one. */
function startsRegExp(text: string, index: number): boolean {
  const before = text.slice(Math.max(0, index - 40), index).trimEnd()
  return (
    before === '' ||
    /[(,=:[!&|?{};+\-*%<>~^]$|\b(return|typeof|case|in|of|void|throw|await|yield)$/u.test(before)
  )
}

function closingRegExp(text: string, from: number): number {
  let inClass = false
  for (let index = from; index < text.length; index++) {
    const unit = text.charAt(index)
    if (unit === '\\') index += 1
    else if (unit === '\n') return index
    else if (unit === '[') inClass = true
    else if (unit === ']') inClass = false
    else if (unit === '/' && !inClass) return index + 1
  }
  return text.length
}
