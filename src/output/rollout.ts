import type { ChalkInstance } from 'chalk'
import type { Cause, Counts } from '../kinds/kind.ts'
import type { ObjectRef } from '../manifest/types.ts'
import { age } from './duration.ts'
import type { Size } from './live-region.ts'
import { oneLine } from './printable.ts'
import { cutEnd, cutMiddle, padEnd, padStart, widthOf } from './text-width.ts'

/** A workload that is waited for. */
export interface Row {
  readonly ref: ObjectRef
  readonly message: string
  readonly counts: Counts | undefined
  readonly causes: readonly Cause[]
  /** When the waiting for it began, by a monotonic clock in milliseconds. */
  readonly since: number
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
export function drawRollout(rows: readonly Row[], now: number, { columns, rows: height }: Size, colour: ChalkInstance) {
  if (rows.length === 0 || height < 4) return []
  const sorted = [...rows.filter(isTroubled), ...rows.filter((row) => !isTroubled(row))]
  const room = height - 2 - Math.min(roomAbove, Math.floor(height / 4))
  const shown = sorted.length <= room ? sorted : sorted.slice(0, Math.max(1, room - 1))
  const table = layOut(shown, nameOf(rows), now, columns - 1)
  const left = sorted.slice(shown.length)
  return [
    colour.dim(table.heading),
    ...table.lines.map((line, index) =>
      shown.some(isTroubled) && isTroubled(shown[index]) ? colour.yellow(line) : line,
    ),
    ...(left.length === 0 ? [] : [colour.dim(cutEnd(rest(left), columns - 1))]),
  ]
}

function isTroubled(row: Row | undefined): boolean {
  return row !== undefined && row.causes.length > 0
}

function rest(left: readonly Row[]): string {
  const troubled = left.filter(isTroubled).length
  return `… and ${left.length} more${troubled === 0 ? '' : `, ${troubled} of them in trouble`}`
}

/** Without the namespace where all have the same. */
function nameOf(rows: readonly Row[]): (ref: ObjectRef) => string {
  const several = new Set(rows.map(({ ref }) => ref.namespace)).size > 1
  return ({ kind, namespace, name }) => `${kind} ${several && namespace !== undefined ? `${namespace}/` : ''}${name}`
}

interface Column {
  readonly title: string
  readonly cells: readonly string[]
  readonly align: 'left' | 'right'
}

function layOut(rows: readonly Row[], name: (ref: ObjectRef) => string, now: number, columns: number) {
  const right = (title: string, cell: (row: Row) => string): Column => ({
    title,
    cells: rows.map(cell),
    align: 'right',
  })
  const number = (key: keyof Counts) => right(key.toUpperCase(), ({ counts }) => String(counts?.[key] ?? '-'))
  const counts =
    columns >= roomy
      ? [number('updated'), number('ready'), number('total')]
      : [right('READY', (row) => (row.counts === undefined ? '-' : `${row.counts.ready}/${row.counts.total}`))]
  const fixed = [...counts, right('TIME', ({ since }) => age(now - since))]
  const taken = fixed.reduce((sum, column) => sum + widthOfColumn(column) + 2, 0)
  const names: Column = { title: 'WORKLOAD', cells: rows.map(({ ref }) => oneLine(name(ref))), align: 'left' }
  // On a narrow terminal the name wins over the message.
  const most = Math.max(Math.floor(columns * 0.4), Math.min(columns - taken, 24))
  const nameWidth = Math.max(1, Math.min(widthOfColumn(names), most))
  const left = columns - nameWidth - taken - 2
  const message = left >= shortestMessage ? [{ title: 'WAITING FOR', cells: rows.map(waitingFor) }] : []
  const line = (index: number) => {
    const cell = ({ title, cells }: Pick<Column, 'title' | 'cells'>) => (index < 0 ? title : (cells[index] ?? ''))
    const parts = [
      padEnd(cutMiddle(cell(names), nameWidth), nameWidth),
      ...fixed.map((column) => padStart(cell(column), widthOfColumn(column))),
      ...message.map((column) => cutEnd(cell(column), left)),
    ]
    return cutEnd(parts.join('  '), columns)
  }
  return { heading: line(-1), lines: rows.map((_, index) => line(index)) }
}

function widthOfColumn({ title, cells }: Column): number {
  return Math.max(...[title, ...cells].map(widthOf))
}

/** What stands in the way tells more than what is missing. */
function waitingFor({ message, causes: [worst] }: Row): string {
  const text = worst === undefined ? message.replace(/^waiting for /, '') : `${worst.reason}: ${worst.message}`
  return oneLine(text)
}
