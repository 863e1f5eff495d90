import Table from 'cli-table3'

const noBorders = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' ',
}

/** Columns without borders, one line a row. @param widths in columns, without the space between them. */
export function gridLines(
  rows: readonly (readonly string[])[],
  widths: readonly number[],
  alignments: readonly ('left' | 'right')[] = [],
): string[] {
  if (rows.length === 0) return []
  const table = new Table({
    chars: noBorders,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colWidths: [...widths],
    colAligns: widths.map((_, index) => alignments[index] ?? 'left'),
  })
  for (const row of rows) table.push([...row])
  return table.toString().split('\n')
}
