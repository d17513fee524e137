import { describeRef } from '../manifest/identity.ts'
import type { Deployed, Undone, UndoneWorkload } from '../workflow/results.ts'
import { seconds, showFailure } from './progress.ts'
import type { Pen } from './screen.ts'

/** The end of an apply: the failures in full, then one line with the numbers. `elapsed` in milliseconds. */
export function showDeployed(result: Deployed, elapsed: number, pen: Pen): void {
  showFailures(result, pen)
  pen.line(`${verdict(result, pen)}: ${numbers(result)}, ${seconds(elapsed)}`)
}

export function showUndone(result: Undone, elapsed: number, pen: Pen): void {
  showFailures(result, pen)
  pen.line(`${verdict(result, pen)}: brought revision ${result.target} back, ${numbers(result)}, ${seconds(elapsed)}`)
}

export function showUndoneWorkload(result: UndoneWorkload, elapsed: number, pen: Pen): void {
  showFailures(result, pen)
  const what = result.changed
    ? `brought revision ${result.target} of ${describeRef(result.ref)} back`
    : `${describeRef(result.ref)} has the template of revision ${result.target} already`
  pen.line(`${verdict(result, pen)}: ${what}, ${seconds(elapsed)}`)
}

function showFailures({ failures }: Pick<Deployed, 'failures'>, pen: Pen): void {
  for (const failure of failures) showFailure(failure, pen)
}

function verdict({ failures }: Pick<Deployed, 'failures'>, { colour }: Pen): string {
  return failures.length === 0 ? colour.green('done') : colour.red('failed')
}

function numbers({ created, changed, unchanged, revision }: Deployed): string {
  if (revision === undefined) return `nothing changed (${unchanged} unchanged)`
  return `revision ${revision}, ${created} created, ${changed} changed, ${unchanged} unchanged`
}
