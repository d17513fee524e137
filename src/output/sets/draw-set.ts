import { formatAge } from '../../duration.ts'
import { ownWords } from '../../masking/shown.ts'
import { layOut, type TableRow } from '../progress/rollout.ts'
import type { Colour } from '../terminal/colour.ts'
import type { Size } from '../terminal/live-region.ts'
import { cutEnd } from '../terminal/text-width.ts'

/** A release that is worked on, and what it waits for. */
export interface RunningRow {
  readonly row: TableRow
  /** Told one by one where there is room. */
  readonly workloads: readonly TableRow[]
}

/** How far a set is. */
export interface Progressed {
  /** Words before the counts: `planning`, `step 1: watching until 4m05s`. */
  readonly phase: string
  readonly of: number
  readonly done: number
  readonly failed: number
  readonly running: number
  /** Milliseconds. */
  readonly elapsed: number
}

/** Lines that stay for what is written above, where there is room. */
const roomAbove = 5

/**
 * The releases that are worked on below a heading, with the workloads that each waits for as far as there is room, those in trouble first;
 * the last line says how far the set is. Fewer lines than the terminal has rows, each narrower than it.
 */
export function drawSet(
  running: readonly RunningRow[],
  progressed: Progressed,
  now: number,
  { columns, rows: height }: Size,
  colour: Colour,
): string[] {
  if (height < 3) return []
  const last = colour.dim(cutEnd(ownWords(farTold(progressed)), columns - 1))
  // The heading, the last line, and one row that stays free.
  const room = height - 3 - Math.min(roomAbove, Math.floor(height / 4))
  if (running.length === 0 || room < 1) return [last]
  const shown = running.length <= room ? running : running.slice(0, room - 1)
  const rows = withWorkloads(shown, running.length <= room ? room - shown.length : 0)
  const table = layOut(rows, 'RELEASE', now, columns - 1, false)
  const left = running.length - shown.length
  return [
    colour.dim(table.heading),
    ...table.lines.map((line, index) => (rows[index]?.hasProblem ? colour.yellow(line) : line)),
    ...(left === 0 ? [] : [colour.dim(cutEnd(ownWords(`… and ${left} more`), columns - 1))]),
    last,
  ]
}

/** Each release with as many of its workloads as there is room for, those in trouble before all others. */
function withWorkloads(running: readonly RunningRow[], room: number): TableRow[] {
  const all = running.flatMap(({ workloads }) => workloads)
  const sorted = [...all.filter(({ hasProblem }) => hasProblem), ...all.filter(({ hasProblem }) => !hasProblem)]
  const told = new Set(sorted.slice(0, room))
  return running.flatMap(({ row, workloads }) => [row, ...workloads.filter((workload) => told.has(workload))])
}

/** `12 of 100 done, 1 failed, 4 running, 83 left, 1m05s`. */
function farTold({ phase, of, done, failed, running, elapsed }: Progressed): string {
  const left = of - done - failed - running
  const parts = [
    `${phase === '' ? '' : `${phase}: `}${done} of ${of} done`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(running === 0 ? [] : [`${running} running`]),
    ...(left <= 0 ? [] : [`${left} left`]),
    formatAge(elapsed),
  ]
  return parts.join(', ')
}
