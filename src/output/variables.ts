import { formatPlace } from '../errors.ts'
import { stringifyJson } from '../json.ts'
import type { ComparedVariable, GivenValue, ShownVariable } from '../workflow/results.ts'
import type { Pen } from './screen.ts'
import { alignColumns } from './table.ts'

/** Each variable with what gave it, and under it what that overrode; or JSON (an array). */
export function showVariables(variables: readonly ShownVariable[], format: 'text' | 'json', pen: Pen): void {
  if (format === 'json') {
    pen.line(stringifyJson(variables, 2))
    return
  }
  const rows = variables.flatMap((variable) => [
    [variable.name, shown(variable), giver(variable)],
    ...variable.overrode.map((one) => ['  over', shown(one), giver(one)]),
  ])
  const lines = alignColumns([['VARIABLE', 'VALUE', 'FROM'], ...rows])
  for (const [index, line] of lines.entries()) pen.line(rows[index - 1]?.[0] === '  over' ? pen.colour.dim(line) : line)
}

/** The variables in which two profiles differ; or JSON (an array). */
export function showComparison(
  differences: readonly ComparedVariable[],
  [left, right]: readonly [string, string],
  format: 'text' | 'json',
  pen: Pen,
): void {
  if (format === 'json') pen.line(stringifyJson(differences, 2))
  else if (differences.length === 0) pen.line(`${left} and ${right} have the same variables`)
  else showDifferences(differences, left, right, pen)
}

function showDifferences(differences: readonly ComparedVariable[], left: string, right: string, pen: Pen): void {
  for (const { name, ...sides } of differences) {
    pen.line(pen.colour.bold(name))
    const rows = [
      [`  ${left}`, ...side(sides.left)],
      [`  ${right}`, ...side(sides.right)],
    ]
    for (const line of alignColumns(rows)) pen.line(line)
  }
}

function side(value: GivenValue | undefined): string[] {
  return value === undefined ? ['(not there)', ''] : [shown(value), giver(value)]
}

/** One line, at most as long as a person reads; strings as they are unless a blank or a break would mislead. */
function shown({ value }: GivenValue): string {
  const text = typeof value === 'string' && /^\S(?:.*\S)?$/.test(value) ? value : stringifyJson(value)
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`
}

function giver({ by, place }: GivenValue): string {
  if (place === undefined) return by
  return place.file === by ? formatPlace(place) : `${by} (${formatPlace(place)})`
}
