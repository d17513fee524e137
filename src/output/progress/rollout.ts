import { widestOf } from '../../columns.ts'
import { formatAge } from '../../duration.ts'
import type { Counts } from '../../kinds/rules/kind.ts'
import type { ObjectRef } from '../../manifest/types.ts'
import { joinShown, ownWords, type Shown } from '../../masking/shown.ts'
import type { Colour } from '../terminal/colour.ts'
import type { Size } from '../terminal/live-region.ts'
import { cutEnd, cutMiddle, padEnd, padStart, widthOf } from '../terminal/text-width.ts'

/** A line of a table of what is waited for. */
export interface TableRow {
  readonly name: Shown
  /** What it waits for, or what stands in its way. */
  readonly waitingFor: Shown
  readonly hasProblem: boolean
  readonly counts: Counts | undefined
  /** When the waiting for it began, by a monotonic clock in milliseconds. */
  readonly since: number
}

/** A workload that is waited for, with its name alone. */
export interface Row extends TableRow {
  readonly ref: ObjectRef
}

/** At least this wide, the counts stand in columns of their own. */
const roomy = 90

/** Lines that stay for what is written above the table, where there is room. */
const roomAbove = 5

/** With less room than this a message says nothing. */
const shortestMessage = 12

/**
 * One line per workload under a heading: name, counts, how long, what it waits for or what stands in its way. Those in trouble
 * come first; what has no room is counted in the last line. Fewer lines than the terminal has rows, each narrower than it.
 */
export function drawRollout(rows: readonly Row[], now: number, { columns, rows: height }: Size, colour: Colour) {
  if (rows.length === 0 || height < 4) return []
  const sorted = [...rows.filter((row) => row.hasProblem), ...rows.filter((row) => !row.hasProblem)]
  const room = height - 2 - Math.min(roomAbove, Math.floor(height / 4))
  const shown = sorted.length <= room ? sorted : sorted.slice(0, Math.max(1, room - 1))
  const name = nameOf(rows)
  const named = shown.map((row) => ({ ...row, name: name(row) }))
  const table = layOut(named, 'WORKLOAD', now, columns - 1, columns > roomy)
  const left = sorted.slice(shown.length)
  return [
    colour.dim(table.heading),
    ...table.lines.map((line, index) => (shown[index]?.hasProblem ? colour.yellow(line) : line)),
    ...(left.length === 0 ? [] : [colour.dim(cutEnd(rest(left), columns - 1))]),
  ]
}

function rest(left: readonly Row[]): Shown {
  const troubled = left.filter((row) => row.hasProblem).length
  return ownWords(`… and ${left.length} more${troubled === 0 ? '' : `, ${troubled} of them with problems`}`)
}

/** Without the namespace where all have the same. */
function nameOf(rows: readonly Row[]): (row: Row) => Shown {
  const several = new Set(rows.map(({ ref }) => ref.namespace)).size > 1
  return (row) => {
    const { kind, namespace } = row.ref
    const before = several && namespace !== undefined ? `${kind} ${namespace}/` : `${kind} `
    return joinShown([ownWords(before), row.name], '')
  }
}

interface Column {
  readonly title: Shown
  readonly cells: readonly Shown[]
  readonly align: 'left' | 'right'
}

/**
 * A line for each row below a heading, each no wider than `columns`: what it is, its counts, how long, and what it waits for. `what`: what
 * the rows are. `isDetailed`: each count has a column.
 */
export function layOut(
  rows: readonly TableRow[],
  what: string,
  now: number,
  columns: number,
  isDetailed: boolean,
): { readonly heading: Shown; readonly lines: readonly Shown[] } {
  const right = (title: string, cell: (row: TableRow) => string): Column => ({
    title: ownWords(title),
    cells: rows.map((row) => ownWords(cell(row))),
    align: 'right',
  })
  const number = (key: keyof Counts) => right(key.toUpperCase(), ({ counts }) => String(counts?.[key] ?? '-'))
  const counts = isDetailed
    ? [number('updated'), number('ready'), number('total')]
    : [right('READY', (row) => (row.counts === undefined ? '-' : `${row.counts.ready}/${row.counts.total}`))]
  const fixed = [...counts, right('TIME', ({ since }) => formatAge(now - since))]
  const taken = fixed.reduce((sum, column) => sum + widthOfColumn(column) + 2, 0)
  const names: Column = { title: ownWords(what), cells: rows.map(({ name }) => name), align: 'left' }
  // On a narrow terminal the name wins over the message.
  const most = Math.max(Math.floor(columns * 0.4), Math.min(columns - taken, 24))
  const nameWidth = Math.max(1, Math.min(widthOfColumn(names), most))
  const left = columns - nameWidth - taken - 2
  const waiting = { title: ownWords('WAITING FOR'), cells: rows.map(({ waitingFor }) => waitingFor) }
  const message = left >= shortestMessage ? [waiting] : []
  const line = (index: number) => {
    const cell = ({ title, cells }: Pick<Column, 'title' | 'cells'>) =>
      index < 0 ? title : (cells[index] ?? ownWords(''))
    const parts = [
      padEnd(cutMiddle(cell(names), nameWidth), nameWidth),
      ...fixed.map((column) => padStart(cell(column), widthOfColumn(column))),
      ...message.map((column) => cutEnd(cell(column), left)),
    ]
    return cutEnd(joinShown(parts, '  '), columns)
  }
  return { heading: line(-1), lines: rows.map((_, index) => line(index)) }
}

function widthOfColumn({ title, cells }: Column): number {
  return widestOf([title, ...cells], widthOf)
}
