import { formatPlace, KdeployError } from '../../errors.ts'
import type { ObjectRef } from '../../manifest/types.ts'
import { showBug, showIndented } from './bug.ts'
import { groupedNames } from './object-name.ts'
import { togetherIfSame } from './same-problems.ts'
import type { Pen } from './screen.ts'

/** Objects that share a problem and are named; more are counted. */
const mostNamed = 8

/** Shows an error: what is wrong, where, what to do. An unexpected one comes with its stack, for a bug report. */
export function showError(error: unknown, pen: Pen, version: string): void {
  if (error instanceof KdeployError) {
    showKnownError(error, pen, '')
    return
  }
  showBug(error, pen, version)
}

/** An error that a user can act on, with its problems under it. */
export function showKnownError(error: KdeployError, pen: Pen, margin: string, showsHint = true): void {
  const { colour } = pen
  const place = error.place === undefined ? '' : `${colour.bold(formatPlace(error.place))}: `
  pen.safeLine(`${margin}${colour.red('error:')} ${place}${pen.redact(error.message)}`)
  // The causes before what came of them: a list of what was written may be long.
  const found = togetherIfSame(error.problems)
  for (const [index, { problem, times, objects }] of found.entries()) {
    // Neighbours that want the same done share one hint, after the last of them.
    const isShared = problem.hint === found[index + 1]?.problem.hint
    showKnownError(problem, pen, `${margin}  `, false)
    if (times > 1) pen.safeLine(`${margin}    ${times} times: ${someNames(objects, pen.redact)}`)
    if (!isShared) showHint(problem, pen, `${margin}  `)
  }
  if (error.detail !== undefined && error.detail !== '') showIndented(error.detail, `${margin}  `, pen)
  if (showsHint) showHint(error, pen, margin)
}

function showHint({ hint }: KdeployError, pen: Pen, margin: string): void {
  if (hint !== undefined) pen.safeLine(`${margin}${pen.colour.cyan('hint:')} ${pen.redact(hint)}`)
}

function someNames(objects: readonly ObjectRef[], redact: (text: string) => string): string {
  const left = objects.length - mostNamed
  return `${groupedNames(objects.slice(0, mostNamed), redact)}${left > 0 ? ` and ${left} more` : ''}`
}
