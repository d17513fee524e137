/** How a table is measured; by default a character is one column wide. */
interface Layout {
  readonly widthOf?: (text: string) => number
  /** How wide each column is at least. */
  readonly least?: readonly number[]
}

/** Rows as aligned columns, two blanks apart, without blanks at their ends. */
export function alignColumns(
  rows: readonly (readonly string[])[],
  { widthOf = (text) => text.length, least = [] }: Layout = {},
): string[] {
  const widths = (rows[0] ?? []).map((_, column) => {
    const cells = rows.map((row) => row[column] ?? '')
    return Math.max(least[column] ?? 0, widestOf(cells, widthOf))
  })
  const pad = (cell: string, column: number) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell)))
  return rows.map((row) => row.map(pad).join('  ').trimEnd())
}

/** The width of the widest of these cells. */
export function widestOf(cells: readonly string[], widthOf: (text: string) => number): number {
  return cells.reduce((width, cell) => Math.max(width, widthOf(cell)), 0)
}
