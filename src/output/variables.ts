import { formatPlace } from '../errors.ts'
import { stringifyJson } from '../json.ts'
import { ownWords, type Shown, shownLine } from '../masking/shown.ts'
import { escapeControls } from '../printable.ts'
import type { ComparedVariable, GivenValue, ShownVariable } from '../workflow/run/results.ts'
import { redactStrings } from './json/json-events.ts'
import type { Pen } from './terminal/screen.ts'
import { cutEnd, tableOf } from './terminal/text-width.ts'

/** Columns of a value. */
const longestValue = 80

type Redact = (text: string) => string

/** Each variable with what gave it, and under it what that overrode; or JSON (an array). */
export function showVariables(
  variables: readonly ShownVariable[],
  format: 'text' | 'json',
  pen: Pen,
  redact: Redact,
): void {
  if (format === 'json') {
    pen.json(redactStrings(variables, redact), 2)
    return
  }
  const rows = variables.flatMap((variable) => [
    [shownLine(variable.name, redact), ...given(variable, redact)],
    ...variable.overrode.map((one) => [overrides, ...given(one, redact)]),
  ])
  const lines = tableOf([['VARIABLE', 'VALUE', 'FROM'].map(ownWords), ...rows])
  for (const [index, line] of lines.entries())
    pen.line(rows[index - 1]?.[0] === overrides ? pen.colour.dim(line) : line)
}

const overrides = ownWords('  overrides')

/** The variables in which two profiles differ; or JSON (an array). */
export function showComparison(
  differences: readonly ComparedVariable[],
  [left, right]: readonly [string, string],
  format: 'text' | 'json',
  pen: Pen,
  redact: Redact,
): void {
  if (format === 'json') pen.json(redactStrings(differences, redact), 2)
  else if (differences.length === 0) pen.line(`${left} and ${right} have the same variables`)
  else {
    for (const { name, ...sides } of differences) {
      pen.line(pen.colour.bold(shownLine(name, redact)))
      const rows = [
        [ownWords(`  ${left}`), ...side(sides.left, redact)],
        [ownWords(`  ${right}`), ...side(sides.right, redact)],
      ]
      for (const line of tableOf(rows)) pen.line(line)
    }
  }
}

function side(value: GivenValue | undefined, redact: Redact): Shown[] {
  return value === undefined ? [ownWords('(not set)'), ownWords('')] : given(value, redact)
}

/** Value and giver. A value takes one line, as much as a person reads; a string as it is unless a blank or a break would mislead. */
function given(variable: GivenValue, redact: Redact): Shown[] {
  const { value } = variable
  const text = typeof value === 'string' && /^\S(?:.*\S)?$/.test(value) ? value : stringifyJson(value)
  return [cutEnd(shownLine(escapeControls(redact(text)), redact), longestValue), shownLine(giver(variable), redact)]
}

function giver({ by, place }: GivenValue): string {
  if (place === undefined) return by
  return place.file === by ? formatPlace(place) : `${by} (${formatPlace(place)})`
}
