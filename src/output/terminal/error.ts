import { formatPlace, KdeployError } from '../../errors.ts'
import type { ObjectRef } from '../../manifest/types.ts'
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

/** What nobody expected, with its stack. */
export function showBug(error: unknown, pen: Pen, version: string): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  pen.line(`${pen.colour.red('error:')} kdeploy ${version} failed unexpectedly; this is a bug in kdeploy`)
  showIndented(text, '  ', pen)
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

/** Masked as a whole: a value may go over several lines. */
function showIndented(text: string, margin: string, pen: Pen): void {
  for (const line of pen.redact(text).split('\n')) pen.safeLine(line === '' ? line : `${margin}${line}`)
}
