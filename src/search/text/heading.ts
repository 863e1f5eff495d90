export interface Heading {
  /** 1 to 6. */
  readonly level: number
  readonly title: string
}

/** Longer lines are not headings. In UTF-16 units. */
const headingLengthMax = 300
const headingStart = /^ {0,3}(#{1,6})[ \t]+(?=\S)/

/** A Markdown heading (ATX; CommonMark 4.2), or null. Takes linear time on any line. */
export function parseHeading(line: string): Heading | null {
  if (line.length > headingLengthMax) return null
  const [start = '', marks = ''] = headingStart.exec(line) ?? []
  if (start === '') return null
  return { level: marks.length, title: withoutClosingMarks(line.slice(start.length).trimEnd()) }
}

function withoutClosingMarks(title: string): string {
  let end = title.length
  while (end > 0 && title[end - 1] === '#') end -= 1
  const closes = end === 0 || title[end - 1] === ' ' || title[end - 1] === '\t'
  return closes ? title.slice(0, end).trimEnd() : title
}
