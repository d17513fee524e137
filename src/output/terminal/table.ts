import { ownWords, type Shown } from '../../masking/shown.ts'
import { padEnd, widthOf } from './text-width.ts'

/** Rows as aligned columns, two blanks apart; the last column isn't padded. */
export function alignColumns(rows: readonly (readonly Shown[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    rows.reduce((width, row) => Math.max(width, widthOf(row[column] ?? ownWords(''))), 0),
  )
  return rows.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : padEnd(cell, widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}
